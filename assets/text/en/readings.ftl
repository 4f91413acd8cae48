# What each number on a panel is, and what about it is artistic licence.

reading-stage_reserve = Filled synaptic vesicles at rest in the reserve pool now, counted.
    .artistic = How many there are at first is the scene's.
reading-stage_recycling = Filled synaptic vesicles at rest in the recycling pool now, counted.
    .artistic = How many there are at first is the scene's.
reading-stage_trafficking =
    Vesicles and carriers in trafficking, counted: carried by motors, between two rides, and on
    the last stretch.
reading-stage_tethering = Vesicles and carriers that are tethered, counted.
reading-stage_docking = Vesicles and carriers that are docked, counted.
reading-stage_priming = Vesicles that are primed, counted.
reading-stage_fusion = Vesicles and carriers that are one with the membrane, counted.
reading-stage_retrieval =
    Pits, and vesicles cut off from the membrane that are going back, counted.
reading-stage_refilling = Vesicles that are being filled, counted.
reading-stage_away = Vesicles and carriers beyond the edge of the scene, counted.
reading-row_potential =
    The membrane potential. An action potential is a curve of a given height and width, not
    computed from ion channels.
reading-row_calcium =
    Free calcium at the sensors of the watched release site: from the channels that are open
    near it, by diffusion in buffers, and what is left over in the whole terminal.
reading-row_capacitance =
    Computed from the area of the membrane, vesicles behind an open pore included as far as a
    sine wave sees them through it.
reading-row_postsynaptic =
    The current through the receptors that are open, as a voltage clamp with a filter reads it.
reading-row_amperometric = The current of molecules that are oxidised at a carbon fibre.
reading-row_released = Pores opened so far, counted.
reading-row_pools = Filled vesicles at rest in these pools, counted.
reading-row_ready = Docked and primed vesicles, counted.
reading-age =
    How long it has been there, by the run's own clock: since it was made or cut off, or since
    the run began.
reading-contents-synaptic =
    Molecules of transmitter in it now. How many it holds when full is drawn for each vesicle
    about a mean.
reading-contents-carrier =
    Molecules of soluble protein in it now, drawn for each carrier about a mean.
reading-contents-channel_carrier =
    Molecules of soluble protein in it now, drawn for each carrier about a mean. Its channels
    are in its membrane and are not among them.
reading-contents-collagen_carrier =
    Molecules of procollagen in it now, drawn for each carrier about a mean.
reading-contents-granule =
    Molecules of hormone in it now, bound to its core or free. How many it holds when full grows
    with its lumen.
reading-contents-lysosome =
    Enzymes and undigested bodies in it now. How many enzymes it holds when full grows with its
    lumen.
reading-contents-multivesicular =
    Exosomes in it now. Each has a size of its own, and they are drawn until a share of the
    lumen is full.
reading-size-synaptic =
    From outer face to outer face. All synaptic vesicles are of one size here.
reading-size-carrier = From outer face to outer face. All such carriers are of one size here.
reading-size-channel_carrier =
    Of its tip, from outer face to outer face; the tube behind it is narrower and of a length of
    its own.
reading-size-collagen_carrier =
    Of its tip, from outer face to outer face; the tube behind it is narrower and of a length of
    its own.
reading-size-granule =
    From outer face to outer face, drawn for each granule about a mean and within bounds.
reading-size-lysosome =
    From outer face to outer face, drawn for each lysosome about a mean and within bounds.
reading-size-multivesicular =
    From outer face to outer face, drawn for each body about a mean and within bounds.
reading-atp_used =
    ATP spent on this vesicle so far: steps of its motors, SNARE complexes that NSF has set free
    for it, its pump, and taking its membrane back.
reading-cycles =
    How often it, or the membrane it is made of, has released and come back in this run.
    .artistic = What was before the run began is not counted.
reading-membrane_where =
    The plasma membrane, the pits in it, the vesicles and what was taken back, added up. Every
    fusion and every pit moves area from one to another; the sum never changes.
    .artistic = How much of the cell there is, and how many vesicles, is the scene's.
reading-area_membrane =
    The plasma membrane: what there was at first, and all that vesicles have added, less what
    pits have taken.
    .artistic = How much there is at first is the scene's.
reading-area_pits = Membrane that is bending inwards, by the shape of each pit at this moment.
reading-area_vesicles =
    The outer faces of all vesicles, each a ball of its own diameter, with the tube of one that
    has a tube.
    .artistic = How many there are at first is the scene's.
reading-area_retrieved = Vesicles that were cut off and are not filled again yet.
reading-head_vesicles = The area, divided by that of one regulated vesicle of mean size.
reading-head_change =
    What an account has gained or given since counting began, divided by the area of one
    regulated vesicle of mean size.
reading-carrier_adds =
    The area of one carrier times the capacitance of membrane, and the same divided by what one
    regulated vesicle adds.
reading-mode_full_collapse =
    Vesicles that have become flat, counted since counting began. A tubular carrier counts as so
    many of one size as its membrane makes.
reading-mode_kiss_and_run = Pores that have closed again, counted since counting began.
reading-mode_bulk =
    Pits of vesicles that are too large for a coat, cut off since counting began.
reading-mode_clathrin = Pits with a coat that were cut off since counting began.
reading-mode_ultrafast =
    Pits without a coat that were cut off within a tenth of a second or so of their beginning,
    counted since counting began.
reading-exosomes_inside =
    Exosomes in multivesicular bodies, counted, those beyond the scene's edge included.
reading-exosomes_outside =
    Exosomes that have left and are still in the scene, counted one by one.
reading-exosomes_gone =
    Exosomes that have gone beyond the edge of the scene, counted. Inside, outside and gone add
    up to all there were and have been made.
reading-waste_outside =
    Undigested bodies that have left lysosomes and are still in the scene, counted one by one.
reading-waste_gone = Undigested bodies that have gone beyond the edge of the scene, counted.
reading-energy_motors = Steps, counted: one ATP each.
reading-energy_priming = Vesicles primed, times complexes, times what NSF spends on one.
reading-energy_docking = Carriers docked, times complexes, times what NSF spends on one.
reading-energy_refilling =
    Molecules taken up, times what one costs; spread evenly over the time in which a vesicle is
    filled. A lysosome that has kissed is made acid again, which is counted when it is.
reading-energy_retrieval = Pits begun, times what one costs.
reading-energy_gtp = Pits cut off, times what one costs.
reading-trials_failures =
    Trials in which no regulated vesicle answered the action potential, counted.
reading-trials_released =
    Vesicles that answered, counted in every trial: their mean and standard deviation.
reading-trials_spontaneous =
    Vesicles that fused by chance, counted in every trial: their mean and standard deviation.
reading-trials_latency =
    The median of the times from the action potential to the first pore that answers it.
