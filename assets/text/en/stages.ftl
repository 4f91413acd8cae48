# What a vesicle at one stage is doing, and why it does so now; the other attributes are
# said instead of both, of vesicles that have words of their own.

doing-reserve_pool = It rests in the reserve pool, held among its neighbours.
    .why = It is called up only when vesicles nearer to the membrane have been used.
    .granule = It rests deeper in the cell, one of thousands that are held back.
    .lysosome =
        It rests deep in the cell, where most lysosomes are and stay: they digest what the cell
        has taken in or has no use for.
    .constitutive = It waits in the axon, out of sight, for its turn to be carried in.
doing-recycling_pool = It rests in the recycling pool, jostled by its neighbours.
    .why = It is one of those that go next when a release site is free.
    .lysosome =
        It rests in the cytosol. Now and then one goes to the membrane; actin under it is in the
        way.
    .constitutive = It rests until a motor takes it up.
doing-approaching_a_track = It is on its way to a microtubule.
    .why = Jostled at random, it reaches a track where a motor can bind.
doing-walking = A motor carries it along a microtubule, 8 nm and one ATP at each step.
    .why = Diffusion alone would be too slow and would have no direction.
    .membrane =
        A motor carries it along a microtubule, back to where others are made of it: membrane is
        used again.
doing-detached = It has fallen off its track and jitters on the spot.
    .why = A motor holds on for about a micrometre; it must bind again to go on.
doing-crossing = It crosses the last stretch to the membrane.
    .why =
        Microtubules end before the membrane: from here myosin on actin or chance alone takes
        it.
    .membrane =
        It is a piece of membrane that has been taken back, and drifts deeper into the cell,
        where others are made of it.
doing-tethered = Thin tethers link it to the membrane; the two do not touch yet.
    .why = Tethers hold it near until SNARE proteins on both sides can find each other.
doing-docked = It is attached to the membrane: SNARE proteins of both sides have begun to pair.
    .why = Docked does not mean ready: priming comes next.
    .exosomes =
        It is attached to the membrane: SNARE proteins of both sides have begun to pair.
    .multivesicular =
        It is attached to the membrane and will fuse without waiting for a signal. In some cells
        calcium hurries it; that is disputed and left out.
    .constitutive = It is attached to the membrane and will fuse without waiting for a signal.
doing-primed = It is ready: its SNAREs are half zipped and held.
    .why = It waits for calcium, which an action potential lets in.
    .lysosome =
        It is ready and waits: its sensor, synaptotagmin-7, is slow and sensitive. Calcium of
        1–5 µM for minutes makes it fuse, as where a wound lets calcium in.
doing-fusing = Its membrane and that of the cell are becoming one surface.
    .why = The zipped SNAREs pull the membranes together; no ATP is spent at this moment.
doing-budding = The membrane folds inwards and will be cut off as a vesicle.
    .why = What exocytosis adds, endocytosis takes back: otherwise the cell would only grow.
    .membrane =
        The membrane folds inwards, and a piece of it will be cut off. What exocytosis adds,
        endocytosis takes back: otherwise the cell would only grow.
doing-returning = It drifts to a place in the pool.
    .why = There it waits until it is needed, or is filled again first.
doing-refilling =
    It is being filled: one pump makes it acid, and transporters bring transmitter in.
    .why = Pumping costs ATP. A vesicle is used many times.
    .proteins = It is being filled again.
    .granule =
        It takes up again what it has lost: its core was too large to leave, and binds it. That
        takes minutes.
    .lysosome = Its V-ATPase pumps protons in, at the cost of ATP, until it is acid again.
    .constitutive = It is being filled with new cargo. Pumping costs ATP.
doing-away = It is out of sight, further along the axon.
    .why = The boutons of one axon share their vesicles; a motor will bring it in again.
    .membrane =
        It is out of sight, deeper in the cell: its membrane goes into others that are made
        there.
    .constitutive =
        It is out of sight, on its way from the cell body, where carriers are made and filled.
    .proteins = It is out of sight, on its way from where such vesicles are made and filled.
    .granule = It is out of sight: granules are made in the Golgi and carried here.
    .lysosome = It is out of sight, deeper in the cell, where lysosomes are made and filled.
    .multivesicular =
        It is out of sight, deeper in the cell: an endosome whose membrane buds inwards becomes
        a multivesicular body.

# Said instead of the reason when something stands in the way.
hindrance-no_atp_walking = There is no ATP: its motor holds on and does not step.
hindrance-no_atp_priming = There is no ATP, so it can't be primed.
hindrance-no_atp_refilling = There is no ATP, so the pumps stand still and it stays empty.
hindrance-no_microtubules = There are no microtubules to board, so it stays where it is.
hindrance-no_calcium =
    It waits for calcium, but there is none outside: an action potential changes nothing.
hindrance-empty_vesicle = It is empty, but it will fuse like any other.

# What is said when one jumps to one of the five steps: a vesicle is in it, will be in it
# next, or none is near it.
step-trafficking =
    .there = { $title }: kinesin walks { $name } along a microtubule.
    .next = { $title }: { $name } will be carried next. Time runs fast until then.
    .none = { $title }: no kinesin carries a { $one } now. Time runs fast until one does.
step-tethering =
    .there = { $title }: { $name } is partly linked to the membrane.
    .next = { $title }: { $name } is on the last stretch. Time runs fast until it is tethered.
    .none =
        { $others ->
            [none] { $title }: no { $one } is tethered now. Time runs fast until one is.
            *[other]
                { $title }: no { $one } is tethered now (constitutive ones: { $others }). Time
                runs fast until one is.
        }
step-docking =
    .there = { $title }: { $name } is attached to the membrane, and SNAREs pair.
    .next = { $title }: { $name } is tethered and docks next. Time runs fast until then.
    .none =
        { $others ->
            [none] { $title }: no { $one } is docked now. Time runs fast until one is.
            *[other]
                { $title }: no { $one } is docked now (constitutive ones: { $others }). Time
                runs fast until one is.
        }
step-priming =
    .there = { $title }: { $name } has been made ready and waits for calcium.
    .next = { $title }: { $name } is docked and is primed next. Time runs fast until then.
    .none = { $title }: no { $one } is primed now. Time runs fast until one is.
step-fusion =
    .there = { $title }: { $name } and the membrane are becoming one.
    .next = { $title }: { $name } is primed and needs calcium. Press A for an action potential.
    .none = { $title }: no { $one } is ready to fuse now. Time runs fast until one is.

# What the director shows next.
story-walk = Trafficking: a motor walks with { $name }, step by step.
story-dock = { $Name } is tethered and will dock: its membrane meets the cell's.
story-prime = { $Name } is docked and is about to be primed.
story-fuse = { $Name } is about to fuse: the two membranes become one.
story-retrieve = Retrieval: membrane is taken back, and { $name } comes into being.
story-retrieve_membrane = Retrieval: { $name } is taken back, and others will be made of it.
