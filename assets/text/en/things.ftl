# Things in the picture: the name that stands there, what each is, and what about it is
# artistic licence.

thing-RegulatedLane = Regulated: waits for a signal
    .what = The way of vesicles that wait, primed, for a signal.
    .artistic = That each pathway has tracks of its own is the scene's.
thing-ConstitutiveLane = Constitutive: needs no signal
    .what = The way of carriers that fuse without any signal and are never primed.
    .artistic = That each pathway has tracks of its own is the scene's.
thing-PlasmaMembrane = Plasma membrane
    .what =
        The cell's outer membrane: two leaflets of lipids. Where vesicles fuse it gains
        membrane, where pits form it gives some.
    .artistic =
        Its shape is the scene's. It is drawn as two smooth leaflets, from near with the heads
        of single lipids, in colours that tell the two sides apart; lipids only tremble instead
        of changing places.
thing-Postsynaptic = Postsynaptic membrane
    .what = The membrane of the next cell, which listens with its receptors.
    .artistic = Its shape is the scene's.
thing-Density = Postsynaptic density
    .what =
        Scaffold proteins under the receptors, packed so closely that electron micrographs show
        them as a dark plate.
    .artistic =
        Plain strands stand for some hundred kinds of protein; it is drawn as wide as the active
        zone.
thing-Cleft = Synaptic cleft
    .what = The gap between the two cells, through which transmitter spreads by diffusion alone.
    .artistic = Its width is the scene's.
thing-ActiveZone = Active zone
    .what =
        The part of the membrane at which vesicles dock, with the calcium channels beside each
        site.
    .artistic = The scaffold is hinted at only; where sites lie is the scene's.
thing-Microtubule = Microtubule
    .what = A hollow rod of thirteen protofilaments: the track of kinesin and dynein.
    .artistic = Where it runs is the scene's.
thing-PlusEnd = Plus end
    .what = The end of a microtubule that kinesin walks to.
    .artistic = Where it ends is the scene's.
thing-Actin = Actin filament
    .what =
        A thin filament: the track of myosin V for the last stretch to the membrane, and what
        ultrafast retrieval needs.
    .artistic = Where filaments run is the scene's.
thing-Pool = Synaptic vesicles
    .what = Synaptic vesicles at rest, held among their neighbours.
    .artistic = How many there are and where they stand is the scene's.
thing-Walking = Trafficked vesicle
    .what =
        A vesicle that a motor carries: kinesin-1 or dynein on a microtubule, myosin V on actin.
        Each step costs one ATP.
    .artistic = One motor is drawn a vesicle, in a simple form.
thing-Carrier = Constitutive carrier
    .what =
        A carrier of the constitutive pathway, larger than a synaptic vesicle. It brings
        membrane proteins and matrix, and waits for no signal.
    .artistic = Its stretched form is a hint at the tubes that such carriers are.
thing-Returning = Retrieved membrane
    .what = Membrane that was taken back in pieces, on its way home to the Golgi.
    .artistic = All pieces are of one size.
thing-Golgi = Golgi apparatus
    .what =
        A stack of flat sacs from whose last ones carriers bud. Their inside is the side that
        will be outside the cell.
    .artistic = It keeps its shape whatever goes in and out, and its sacs have no holes.
thing-ChannelCarrier = Carrier of ion channels
    .what =
        A tubular carrier from the Golgi with ion channels in its membrane. It fuses at its tip,
        without any signal.
    .artistic = Its tube is evenly bowed.
thing-CollagenCarrier = Carrier of procollagen
    .what = An enlarged carrier from the Golgi: procollagen is a stiff rod of 300 nm.
    .artistic = Its tube is evenly bowed; rods are drawn thicker than they are.
thing-Fibril = Collagen fibril
    .what =
        Collagen outside the cell. It grows by one period for every so many molecules that join
        its ends.
    .artistic = Where it lies is the scene's; single molecules in it are not shown.
thing-IonChannel = Ion channel
    .what =
        An ion channel that a carrier has brought. The side with sugars looked into the carrier
        and looks out of the cell now.
    .artistic = A simple form stands for any channel.
thing-Tethered = Tethered vesicle
    .what = A vesicle that thin tethers link to the membrane. The two don't touch yet.
    .artistic = How many tethers there are, one to three, and their sway are chosen.
thing-Docked = Docked vesicle
    .what =
        A vesicle attached to the membrane: SNAREs of both sides have begun to pair. It is not
        ready yet.
    .artistic = How far SNAREs are zipped is drawn as a sign of the stage.
thing-Primed = Primed vesicle
    .what = A vesicle that is ready and waits for calcium.
    .artistic = The pale ring around its contact is a mark, no molecule.
thing-Fusing = Fusion pore
    .what = The pore: the inside of the vesicle is open to the outside of the cell.
    .artistic = Between moments that are known, its shape is one family of smooth surfaces.
thing-KissAndRun = Kiss-and-run pore
    .what =
        The narrow pore of a kiss-and-run: it opens, lets some of the contents out, and shuts
        again; the vesicle goes back with the rest.
    .artistic = Between moments that are known, its shape is one family of smooth surfaces.
thing-Hemifused = Hemifusion
    .what =
        The leaflets that face the cytosol are one already, the others still two. No water
        passes.
    .artistic = Its shape is a smooth form between the known ones.
thing-Collapsing = Full collapse
    .what = Full collapse: the vesicle flattens into the plasma membrane and becomes part of it.
    .artistic = Its shapes on the way are one family of smooth surfaces of the same area.
thing-FusingGranule = Granule that fuses
    .what =
        A granule on its way to be one with the membrane: its leaflets join, a pore opens, and
        what is bound to its core comes off and leaves.
    .artistic = Its shape is one family of smooth surfaces, and its core one smooth ball.
thing-Budding = Retrieval pit
    .what = A pit that will be cut off as a vesicle: the way back of what fusion has added.
    .artistic = Its shapes on the way are those of a fusion backwards.
thing-Clathrin = Clathrin coat
    .what =
        A cage of clathrin around a pit, which holds its curve. It comes apart once the vesicle
        is free.
    .artistic = The cage grows from its top down in even steps.
thing-Dynamin = Dynamin
    .what = A spiral that winds around the neck of a pit and squeezes it until it is cut.
    .artistic = It is drawn as an even spiral.
thing-Transmitter = Transmitter, drawn larger
    .what = Molecules of glutamate, which spread by diffusion.
    .artistic =
        They are drawn four times larger than they are. Inside a vesicle they are counted, and
        the beads stand for its filling.
thing-Synaptotagmin = Synaptotagmin
    .what =
        Synaptotagmin-1, the calcium sensor: two lobes on a stalk that bind calcium and the
        membrane.
    .artistic = Its form is simple; where copies stand on the vesicle is chosen.
thing-Synaptobrevin = Synaptobrevin
    .what =
        Synaptobrevin, the vesicle's own SNARE: it pairs with syntaxin and SNAP-25 of the cell's
        membrane.
    .artistic =
        Unpaired strands are drawn short and bent; where copies stand on the vesicle is chosen.
thing-Tether = Tether
    .what =
        A thin protein that links a vesicle to the membrane before the two touch: the exocyst
        for carriers, Munc13 and scaffold for synaptic vesicles.
    .artistic = How many there are, one to three, and their sway are chosen.
thing-Kinesin = Kinesin
    .what =
        Kinesin-1, two heads that take turns on a microtubule, 8 nm a step, towards its plus
        end. Each step costs one ATP.
    .artistic = One is drawn a vesicle, in a simple form.
thing-Dynein = Dynein
    .what =
        Cytoplasmic dynein with dynactin: it walks on a microtubule towards its minus end, back
        to the cell body.
    .artistic = One is drawn a vesicle, in a simple form.
thing-MyosinV = Myosin V
    .what = Myosin V, with long lever arms, walks on actin for the last stretch to the membrane.
    .artistic = One is drawn a vesicle, in a simple form.
thing-Snares = SNARE proteins
    .what =
        Synaptobrevin, syntaxin and SNAP-25 zip into a bundle of four helices and pull the
        membranes together.
    .artistic = The bundle is true in length; where bundles stand about the contact is chosen.
thing-Munc13 = Munc13
    .what = A protein that primes: it helps SNAREs pair in the right way and holds the vesicle.
    .artistic =
        How many there are and how they stand is chosen; no number of the run depends on it.
thing-ProtonPump = Proton pump
    .what =
        The V-ATPase. It pumps protons in at the cost of ATP; transporters use them to take
        transmitter in.
    .artistic = There is one a vesicle, always on the same side of it.
thing-Channel = Calcium channel
    .what = A channel that opens at a spike and lets calcium in, beside each release site.
    .artistic = Its form is simple, and it lights up while it is open.
thing-Receptor = Receptor
    .what =
        A receptor of the AMPA type. It opens when two or more of its four places hold
        glutamate.
    .artistic = Its form is simple, and it lights up while it is open.
thing-OpenReceptor = Open receptor
    .what =
        A receptor that glutamate holds open: ions pass, and a current flows into the next cell.
    .artistic = It lights up, which no receptor does.
thing-PrimedGranule = Primed granule
    .what =
        A granule that is ready and waits for calcium, by a sensor that was measured in
        chromaffin cells.
    .artistic = The pale ring around its contact is a mark, no molecule.
thing-DockedGranule = Docked granule
    .what = A granule attached to the membrane. It is not ready yet.
    .artistic = How far SNAREs are zipped is drawn as a sign of the stage.
thing-TetheredGranule = Tethered granule
    .what = A granule that thin tethers link to the membrane.
    .artistic = How many tethers there are and their sway are chosen.
thing-CarriedGranule = Trafficked granule
    .what = A granule that is carried to the membrane.
    .artistic = One motor is drawn a granule, in a simple form.
thing-Granules = Dense-core granules
    .what =
        Dense-core granules: as large as five synaptic vesicles, with millions of molecules
        bound to their cores.
    .artistic = How many there are and where they stand is the scene's.
thing-DenseCore = Dense core
    .what =
        The core of a granule: molecules bound to a matrix of proteins, in balance with those
        that are free.
    .artistic = It is one smooth ball, and smaller the less is bound to it.
thing-CarbonFibre = Carbon fibre
    .what = An electrode beside the cell. It oxidises what granules let out and reads a current.
    .artistic = Only its face is drawn, and it stands where the scene puts it.
thing-CapillaryWall = Capillary wall with windows
    .what =
        The thin wall of a capillary beside endocrine cells. Its windows let hormone through.
    .artistic =
        It is a smooth tube whose windows are spread evenly; the layer of matrix around it is
        left out.
thing-Blood = Blood
    .what =
        What flows in the capillary and carries hormone off: fastest in the middle, not at all
        at the wall.
    .artistic = It is seen by what it carries; its cells are left out.
thing-Exosome = Exosome
    .what =
        A sac of membrane with a bit of cytosol in it. Its outer face is the side that faces the
        lumen and, outside, the world; a transport vesicle's outer face is the other one. It
        leaves once the pore is wider than itself and spreads by diffusion alone.
    .artistic =
        In the lumen it jitters far more slowly than it would; how it comes to the pore is a
        random walk of which only the end is drawn.
thing-Waste = Undigested waste
    .what =
        What enzymes could not digest. It leaves once the pore is wide enough and spreads by
        diffusion: nothing squirts it.
    .artistic = Its lumps are balls of sizes that are chosen.
thing-Lamp = LAMP, sugars on the outer side
    .what =
        LAMP, a protein of the lysosome's membrane. Its large side, full of sugars, faced the
        lumen and faces outwards now: an antibody outside the cell finds it, which is how fusion
        of lysosomes is shown.
    .artistic = So many are drawn that they can be told apart; the form is simple.
thing-MultivesicularBody = Multivesicular body
    .what =
        A multivesicular body: an endosome with sacs of membrane in its lumen. Once it has fused
        they are called exosomes. It waits for no signal; in some cells calcium hurries it,
        which is disputed and left out.
    .artistic = It is held and docks as carriers are, because nobody has measured its own rates.
thing-WaitingLysosome = Lysosome, waits for calcium
    .what =
        A lysosome at the membrane that is ready. It waits for calcium of 1–5 µM that stays for
        minutes; its sensor is synaptotagmin-7.
    .artistic =
        The pale ring around its contact is a mark, no molecule. It is primed like a granule;
        whether lysosomes have such a step is not known.
thing-Lysosome = Lysosome
    .what =
        A lysosome: acid inside, full of enzymes and of what they could not digest. Those deep
        in the cell stay there; those near the membrane can fuse with it.
    .artistic =
        How many there are and where they stand is the scene's. All hold lumps in the same
        places.
