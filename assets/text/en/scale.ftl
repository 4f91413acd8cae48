# What is drawn otherwise than it is, line by line.

scale-1 = Everything is drawn at its true size, except:
scale-2 =
    Transmitter molecules are drawn four times larger than they are. In a cleft each one is
    drawn, elsewhere only some.
scale-3 = Procollagen's rods are drawn thicker than they are, at their true length.
scale-4 =
    What a granule lets out is drawn as beads, one for every twenty molecules and far larger
    than they are.
scale-5 = A granule's core is one smooth ball; it is smaller the less is bound to it.
scale-6 =
    Exosomes and pieces of waste are drawn one by one at their true size; of a lysosome's
    enzymes some beads are drawn, as large as they are.
scale-7 =
    ATP where it is spent is a violet spark, far larger than the molecule: one for a step of a
    motor or a pump, or for many of them where the run is played fast, and one for all that NSF
    spends on a SNARE complex.
scale-8 = Calcium is a glow: an ion would be far too small to see.
scale-9 =
    The membrane is drawn as two smooth leaflets. Close to a vesicle at the membrane the heads
    of single lipids are shown, as many as there are. They flow as the shape does, but only
    tremble: a real lipid changes places with its neighbours some million times a second.
scale-10 =
    Where motion is calmed, what diffuses is drawn with less jitter than it has: vesicles, their
    tethers, molecules and lipids. What happens, and where and when, is the same.
scale-11 =
    The crowd of other proteins in the cell is left out until it is asked for. Then it is drawn
    at true size and, from near, as dense as it is, but only in a slab 60 nm deep behind what is
    looked at, and not before a vesicle or a track that stands near it, nor where proteins work
    at a vesicle. Its sizes vary about the mean by chance, and where it would flicker it jitters
    more slowly than it does.
scale-12 =
    Colours mean things; real vesicles have none. Coral is one side everywhere: the inside of a
    vesicle and the outside of the cell.
