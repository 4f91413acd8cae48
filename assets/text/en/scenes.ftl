# Scenes: what each is called, what it shows, and what its views are called.

scene-amperometry = Amperometry
    .summary =
        Dense-core granules of a chromaffin cell under a carbon fibre that oxidises what they
        release: a foot, then a spike.
    .under-the-fibre = Granules under a carbon fibre
    .granule = One granule at the membrane
    .pore = A pore in section
    .wide = The patch and the fibre
scene-calcium_clamp = Calcium clamp
    .summary =
        4000 primed vesicles far apart, for measuring how release answers calcium that is held.
    .site = One of four thousand
    .overview = All of them
scene-chromaffin_cell = Chromaffin cell
    .summary =
        The edge of a chromaffin cell beside a capillary: the nerve fires, granules let
        adrenaline out, blood carries it off.
    .adrenaline = Adrenaline into a capillary
    .granule = A chromaffin granule at the membrane
    .pore = A pore in section
    .cortex = Actin between the granules and the membrane
    .wide = The edge of the cell and the capillary
scene-cleft_box = Closed gap
    .summary =
        5000 molecules of transmitter between two flat membranes, 1 µm × 1 µm × 20 nm, with no
        way out.
    .gap = Molecules between two membranes
    .whole = The whole gap, cut open
scene-endocrine_cell = Endocrine cell
    .summary =
        The edge of a β-cell beside a capillary: glucose makes waves of calcium, granules let
        insulin out, blood carries it off.
    .hormone = Hormone into a capillary
    .granule = An insulin granule at the membrane
    .cortex = Actin between the granules and the membrane
    .wide = The edge of the cell and the capillary
scene-secretory_cell = Secretory cell
    .summary =
        A fibroblast's edge: Golgi, tubular carriers, ion channels for the membrane and collagen
        for the matrix, all without a signal.
    .secretory-wide = From the Golgi to the matrix, cut open
    .golgi = The Golgi
    .carriers = Tubular carriers at the membrane
    .matrix = The matrix outside
    .insertion = Ion channels spread in the membrane
scene-synaptic_bouton = Synaptic bouton
    .summary =
        A nerve terminal about 1 µm across: vesicles travel, dock, get primed and release at an
        action potential.
    .bouton-wide = The whole terminal, cut open
    .active-zone = The active zone
    .walk = Trafficking
    .tethered = Tethering
    .docked = Docking
    .primed = Priming
    .pore = The first nanometres of a pore
    .collapse = A vesicle flattens into the membrane
    .kiss-and-run = A pore that opens and closes
    .cleft = Across the cleft
    .axon = Where the axon enters
    .retrieval = Retrieval
scene-two_pathways = Two pathways
    .summary =
        Regulated and constitutive vesicles side by side at one membrane: switch all signals
        off, and only one lane runs.
    .two-pathways = Both lanes, cut open
    .regulated = The lane that waits for a signal
    .constitutive = The lane that waits for none
    .outside = What comes out, from below
scene-waste_disposal = Waste disposal
    .summary =
        A cell's edge: lysosomes let waste out when calcium stays high for minutes,
        multivesicular bodies let exosomes out without a signal.
    .waste-wide = Lysosomes and multivesicular bodies, cut open
    .lysosome = A lysosome at the membrane
    .multivesicular = Which side is out: exosomes in a multivesicular body
    .exosomes = Exosomes leave a multivesicular body
    .lamp = LAMP at the surface, sugars outside
