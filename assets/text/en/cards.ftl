# Drugs, toxins and lost genes: what each card is called, how it acts in one sentence, what
# a full dose stands for, how long it takes in an experiment, and what is disputed.

card_group-snares = SNAREs and what serves them
card_group-sensor = The sensor and the barrier
card_group-calcium = Calcium
card_group-membrane = Membrane and filling
card_group-tracks = Tracks
card_group-cell = The whole cell

card-botulinum_a = Botulinum toxin A
    .mechanism =
        It cuts the end off SNAP-25, so that SNARE complexes still pair but do not close to
        their ends and pull too weakly.
    .dose = 95 of 100 SNAP-25 molecules cut
    .timing =
        Hours in a nerve and for months; here seconds, so that it can be watched, and it does
        not wash out.
    .disputed =
        How much of the pull is lost with the end of SNAP-25 differs from cell to cell; at high
        calcium much release comes back.
card-tetanus = Botulinum B, tetanus toxin
    .mechanism =
        Both cut synaptobrevin on the vesicle, so that no SNARE complex can form with it.
    .dose = all synaptobrevins cut
    .timing = Hours in a nerve and for weeks; here seconds, and it does not wash out.
    .disputed =
        The two toxins cut at the same place; the disease tetanus comes from where the toxin
        goes, which is to inhibitory nerve cells of the spinal cord.
card-nem = NEM
    .mechanism =
        It stops NSF, so that SNAREs which have done their work stay locked together and can't
        be used again.
    .dose = all NSF stopped
    .timing = Minutes in a cell; here a second. It binds for good.
    .disputed =
        N-ethylmaleimide binds to many proteins besides NSF, motors among them; here it stops
        NSF alone.
card-munc13 = Munc13 lost
    .mechanism =
        Without Munc13 nothing pulls vesicles to the membrane and opens syntaxin there, so that
        they neither dock nor get ready.
    .dose = a cell without the gene
    .timing = A cell is born without it; here it goes within seconds.
    .disputed =
        How near vesicles still come depends on how the tissue is fixed; the readily releasable
        pool is gone in every study.
card-munc18 = Munc18-1 lost
    .mechanism =
        Without Munc18-1, the template on which SNAREs meet, complexes do not form, so that
        docked vesicles never get ready.
    .dose = a cell without the gene
    .timing = A cell is born without it; here it goes within seconds.
    .disputed =
        In chromaffin cells fewer granules dock without it, in synapses docking looks normal;
        here it does not change docking.
card-synaptotagmin1 = Synaptotagmin-1 lost
    .mechanism =
        Vesicles lose their fast calcium sensor and are left with a slow one that binds calcium
        tightly.
    .dose = a cell without the gene
    .timing = A cell is born without it; here it goes within seconds.
    .disputed =
        Minis are unchanged in one study and more in others; here they become some twenty times
        as many, by the slow sensor's published numbers, which is more than in any synapse.
card-complexin = Complexin lost
    .mechanism =
        Complexin helps the half-closed SNAREs to pull, so that without it the barrier to fusion
        is higher for every vesicle.
    .dose = a cell without the genes
    .timing = A cell is born without it; here it goes within seconds.
    .disputed =
        In flies minis rise without complexin, as if a clamp were taken off; in mice they fall,
        and the card follows the mouse.
card-phorbol_ester = Phorbol ester
    .mechanism =
        It acts on Munc13 and protein kinase C, which makes every primed vesicle more willing to
        fuse, whatever the calcium.
    .dose = 1 µM
    .timing = Minutes in a slice; here seconds.
    .disputed =
        How much of it comes from Munc13 and how much from the kinase; some of it may be a
        larger pool.
card-hypertonic_sucrose = Hypertonic sucrose
    .mechanism =
        Water is drawn out of the cell, which lowers the barrier to fusion so far that primed
        vesicles fuse without any calcium.
    .dose = 0.5 M
    .timing = Within a second, as in experiments.
    .disputed =
        How the squeeze reaches the fusion machinery is not known, and neither is how much of
        this release is kiss-and-run.
card-latrotoxin = Alpha-latrotoxin
    .mechanism =
        The poison of the black widow binds to neurexin and latrophilin, makes pores that let
        calcium in, and lowers the barrier to fusion.
    .dose = 1 nM
    .timing = Minutes at a nerve's end; here seconds, and it does not wash out.
    .disputed =
        How much of the release needs calcium from outside; the toxin works in part without any.
card-low_calcium = Low calcium outside
    .mechanism =
        A quarter of the usual calcium outside drives a quarter of the current through each open
        channel.
    .dose = 0.5 mM instead of 2 mM
    .timing = As fast as the bath is changed, here a second.
    .disputed =
        The power differs between synapses, from about two to five, with the distance of the
        channels.
card-cadmium = Cadmium
    .mechanism =
        Cadmium ions sit in calcium channels and block them one by one, so that most do not
        conduct when they open.
    .dose = 95 of 100 channels blocked
    .timing = Seconds, as in experiments.
    .disputed =
        Where one channel triggers a vesicle, blocking channels cuts release in proportion, not
        with the fourth power.
card-egta = EGTA inside
    .mechanism =
        This buffer is too slow for most of the calcium on its way from a channel to a sensor
        near by, and takes up what is left over afterwards.
    .dose = 2 mM in the cytosol
    .timing =
        Many minutes through a pipette or as an ester; here seconds. It does not come out again.
    .disputed =
        The more there is, the closer to channels it catches calcium: here, with channels 29 nm
        away, 2 mM leave two thirds of what answers a single action potential, and 10 mM a
        quarter. Where channels stand far from sensors it blocks release.
card-bapta = BAPTA inside
    .mechanism =
        This buffer binds forty times as fast as EGTA and catches calcium before it reaches even
        a sensor near by.
    .dose = 2 mM in the cytosol
    .timing =
        Many minutes through a pipette or as an ester; here seconds. It does not come out again.
    .disputed =
        How far a channel must stand from its sensor for BAPTA alone to matter depends on the
        model of buffers.
card-dynasore = Dynasore
    .mechanism =
        It stops dynamin, so that pits grow and keep their necks, and no vesicle is cut off.
    .dose = 80 µM
    .timing = Minutes in a culture; here a second.
    .disputed =
        Dynasore does things to actin and cholesterol, too, and spontaneous release rises with
        it in some synapses; none of that is here.
card-bafilomycin = Bafilomycin
    .mechanism =
        It stops the proton pump in the vesicle's membrane, so that vesicles which come back
        can't be filled again.
    .dose = 1 µM
    .timing = A minute or so in a culture; here a second. It hardly comes off.
    .disputed =
        Full vesicles also leak without the pump, within minutes; here they keep what they have.
card-nocodazole = Nocodazole
    .mechanism =
        It binds tubulin, so that microtubules fall apart and nothing is carried along them.
    .dose = 10 µM
    .timing = Half an hour or more in a cell; here seconds.
    .disputed =
        In beta cells more insulin is released without microtubules; here it stays the same, for
        none of it is held back on them in the model. In other cells delivery to the membrane
        goes on unchanged or slows down.
card-taxol = Taxol
    .mechanism =
        It holds microtubules together, so that they neither grow nor shrink, and vesicles go on
        riding on them.
    .dose = 10 µM
    .timing = Hours in a cell; here seconds.
    .disputed =
        Over days taxol damages axons; here microtubules neither grow nor shrink in the first
        place, so that it shows only against nocodazole.
card-latrunculin = Latrunculin
    .mechanism =
        It binds actin, so that filaments fall apart: the last stretch is crossed by diffusion,
        granules come to the membrane more easily, and ultrafast retrieval stops.
    .dose = 10 µM
    .timing = Minutes in a cell; here seconds.
    .disputed =
        Whether actin hinders or helps release: granules of chromaffin cells reach the membrane
        more easily without it, and it is needed to squeeze them out.
card-no_atp = No ATP
    .mechanism =
        Without fuel motors stand still, SNAREs are not set free, pits are not begun and
        vesicles are not filled; what is primed has its energy already.
    .dose = 0 mM instead of 2 mM
    .timing = Minutes with poisons of metabolism; here seconds.
    .disputed =
        In a real terminal ion pumps fail as well, calcium comes in, and release can rise before
        it stops.
card-cooling = Ten degrees colder
    .mechanism =
        Every step that must climb a barrier slows down two to three times, of vesicles,
        channels, receptors and transporters alike; diffusion hardly slows down.
    .dose = 10 °C below room temperature
    .timing = As fast as the bath cools, here seconds.
    .disputed =
        Each step has its own factor, few of them measured; action potentials become broader,
        which can make up for slower sensors.
card-brefeldin_a = Brefeldin A
    .mechanism =
        It stops traffic from the endoplasmic reticulum to the Golgi in the cell body, so that
        no new carriers are made.
    .dose = 5 µg/ml
    .timing =
        Minutes in the cell body, and hours until a far nerve ending runs out of carriers; here
        seconds.
    .disputed =
        In some cells it disturbs endosomes as well, through which part of the synaptic
        vesicles' membrane passes.
