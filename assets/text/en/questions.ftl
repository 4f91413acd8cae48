# Predict, then run: what is asked about each card, what is counted, what may be chosen, and
# why it is so.

question-botulinum_a =
    A patient gets botulinum toxin A against wrinkles. An electron microscope then counts the
    vesicles that are docked in a nerve ending, and an electrode counts those that answer fifty
    spikes. What do they see?
    .count1 = docked and primed vesicles
    .count2 = pores that answer
    .choice1 = Fewer vesicles are docked, and so fewer answer.
    .choice2 = As many are docked as before, and hardly any answers.
    .choice3 = As many are docked, and about half as many answer.
    .choice4 = Both are as before: the toxin acts on the muscle.
    .because =
        Docking does not need the end of SNAP-25, which is what the toxin cuts off. SNARE
        complexes still hold the vesicle at the membrane, but they do not close to their ends,
        and that last part pulls the membranes together. The toxin acts in the nerve ending, not
        in the muscle.
question-tetanus =
    Tetanus toxin cuts synaptobrevin on every vesicle. Calcium is then raised at a stroke to 50
    µM and held there for two seconds, which empties the pool of an untreated terminal within
    milliseconds. What does the treated one do?
    .count1 = primed vesicles before
    .count2 = pores within two seconds
    .choice1 = It releases as much, only later.
    .choice2 = It releases about half as much.
    .choice3 = It releases hardly anything, however high the calcium.
    .choice4 = It releases more, because more vesicles have waited.
    .because =
        Calcium only makes SNARE complexes close that are there. Without synaptobrevin not one
        complex forms, so that no vesicle is primed and there is nothing for calcium to trigger.
        After botulinum toxin A, which leaves weak complexes, high calcium does bring some
        release back.
question-nem =
    NEM stops NSF a moment before a nerve ending begins to fire five times a second. What
    happens to its answers?
    .count1 = answers in the first second and a half
    .count2 = answers after six seconds of firing
    .choice1 = They stop at once: NSF drives fusion.
    .choice2 = The first ones are as usual, and then they fade away.
    .choice3 = They stay as they are: NSF works only in the cell body.
    .choice4 = They grow: SNAREs can't come apart any more.
    .because =
        NSF does not make vesicles fuse. It takes spent SNARE complexes apart afterwards, with
        ATP, so that they can be used again. Vesicles that are primed already need no NSF and
        fuse as usual. The next ones find only spent SNAREs at their sites and are never primed.
question-munc13 =
    In a mouse without Munc13 a nerve ending is looked at and made to fire. What is there?
    .count1 = docked and primed vesicles
    .count2 = pores that answer
    .choice1 = Vesicles dock as usual but do not answer.
    .choice2 = Few vesicles are docked, and none answers.
    .choice3 = Few are docked, and those few answer.
    .choice4 = Everything is as usual.
    .because =
        Munc13 bridges vesicle and membrane and opens syntaxin, with which SNARE complexes
        begin. Without it vesicles stay at their tethers, nothing is primed, and no signal finds
        a vesicle that could answer. Not even miniature release is left.
question-munc18 =
    Without Munc18-1 SNARE complexes have no template. How many vesicles are docked, and how
    many are primed?
    .count1 = docked and primed vesicles
    .count2 = primed vesicles
    .count3 = pores that answer
    .choice1 = As many are docked, but none is primed and none answers.
    .choice2 = None is docked, and so none is primed.
    .choice3 = As many are docked and primed, but none answers.
    .because =
        Docked does not mean ready. In a synapse vesicles reach the membrane without Munc18-1,
        yet their SNAREs do not pair, so that they are never primed. A signal then finds a full
        row of vesicles, and not one of them can answer.
question-synaptotagmin1 =
    Vesicles lose synaptotagmin-1, their fast calcium sensor. The nerve ending fires fifty
    times. What is left of release?
    .count1 = pores that answer at once
    .count2 = pores that open late
    .choice1 = Nothing: without a sensor no vesicle answers.
    .choice2 = Most answers at once are gone, but many vesicles fuse late.
    .choice3 = It is as before: there are other sensors.
    .choice4 = More answers at once: a brake is gone.
    .because =
        A second sensor is left. It binds calcium tightly but slowly, and so misses the short,
        high calcium beside an open channel. What it feels is the little that is left over in
        the whole terminal afterwards. Release is no longer tied to the signal: it comes tens of
        milliseconds late.
question-complexin =
    Some call complexin a clamp that holds vesicles back. If that were all, what would its loss
    do in a mouse? What does it do?
    .count1 = primed vesicles
    .count2 = pores that answer ten signals
    .choice1 = More vesicles answer: the clamp is off.
    .choice2 = Fewer answer, although as many are primed.
    .choice3 = Fewer answer, because fewer are primed.
    .choice4 = Nothing changes.
    .because =
        In mice complexin helps: it makes the last step of the SNAREs easier. Without it the
        barrier to fusion is higher, so that fewer vesicles answer each signal and fewer fuse at
        rest, while as many are primed. In flies minis do rise, and people still argue about the
        clamp.
question-phorbol_ester =
    A phorbol ester makes every primed vesicle five times as willing to fuse, whatever the
    calcium. What happens to the first answers?
    .count1 = primed vesicles
    .count2 = pores that answer five signals
    .choice1 = They grow, although no more vesicles are primed.
    .choice2 = They grow, because more vesicles are primed.
    .choice3 = They stay the same: only calcium decides.
    .choice4 = They shrink: the pool has leaked away.
    .because =
        The ester lowers the barrier to fusion. Each vesicle then needs fewer calcium ions for
        the same chance, and so the same signal opens more pores. The pool is no larger.
        Miniature release, at rest, rises by the same factor.
question-hypertonic_sucrose =
    All calcium outside is taken away. Then strong sucrose draws water out of the cell. What do
    the primed vesicles do?
    .count1 = pores after the sucrose
    .count2 = vesicles still primed
    .choice1 = They wait: without calcium nothing fuses.
    .choice2 = They fuse one after the other, and the pool is soon empty.
    .choice3 = They let go of the membrane and go back inside.
    .because =
        Calcium is one way to get over the barrier, not the only one. Sucrose lowers the barrier
        itself, by some 9 kT, so that primed vesicles fuse by chance within a second or two.
        Experimenters use it to count the readily releasable pool.
question-latrotoxin =
    A black widow bites. Its poison makes vesicles fuse without any signal. After some seconds
    the nerve is made to fire. How many vesicles answer?
    .count1 = pores without a signal
    .count2 = pores that answer
    .choice1 = Many more: everything is easier now.
    .choice2 = As many as usual, on top of those without a signal.
    .choice3 = Fewer, because the pool has been used up.
    .because =
        The poison lets calcium in through pores of its own and lowers the barrier. Release
        without a signal rises more than a hundredfold, faster than vesicles can be renewed. A
        signal then finds few primed vesicles: first cramps, then paralysis.
question-low_calcium = Calcium outside is lowered to a quarter. To how much does release fall?
    .count1 = docked and primed vesicles
    .count2 = pores that answer
    .choice1 = To about a quarter, as calcium entry does.
    .choice2 = To far less than a quarter.
    .choice3 = Not at all: the cell has stores.
    .choice4 = It rises.
    .because =
        A sensor must bind several calcium ions before its vesicle fuses quickly. If each is
        there a quarter as often, four of them are there together far more rarely: release goes
        with about the fourth power of calcium entry. Docking and priming do not change.
question-cadmium =
    Cadmium blocks nineteen of twenty calcium channels. What happens to answers and to docked
    vesicles?
    .count1 = docked and primed vesicles
    .count2 = pores that answer
    .choice1 = Hardly any answers, and as many docked.
    .choice2 = Hardly any answers, because the vesicles have let go.
    .choice3 = As many answers: one open channel is enough for all.
    .because =
        Calcium does not carry vesicles and does not hold them. They are docked and primed
        before any signal and only wait for it. With the channels beside them blocked the signal
        never arrives, for an open channel reaches only some tens of nanometres.
question-egta =
    A slow buffer, EGTA, is let into the terminal, two thousandths of a mole in a litre. What
    happens to answers at once?
    .count1 = pores that answer at once
    .choice1 = They stop: all calcium is caught.
    .choice2 = They fall to less than half.
    .choice3 = They stay near normal.
    .choice4 = They grow.
    .because =
        Being strong is not enough: a buffer must be quick. Calcium needs some microseconds from
        an open channel to a sensor thirty nanometres away, and EGTA needs longer to bind it. It
        takes up what is left over later. BAPTA binds as tightly, forty times as fast, and stops
        release.
question-bapta =
    EGTA hardly changes release here. BAPTA binds calcium as tightly. What does as much BAPTA
    do?
    .count1 = pores that answer at once
    .choice1 = The same as EGTA: hardly anything.
    .choice2 = It stops nearly all answers.
    .choice3 = It makes answers larger.
    .because =
        BAPTA is as tight as EGTA but some forty times as fast. It catches calcium within a few
        nanometres of the open channel, before it comes to a sensor. That the two buffers differ
        so much shows that release depends on a tiny cloud of calcium, not on the whole
        terminal.
question-dynasore =
    Dynasore stops dynamin, which cuts new vesicles off the membrane. The nerve ending then
    fires ten times a second for a minute and a half. What happens to release?
    .count1 = pores in the first four seconds
    .count2 = pores in the last 25 seconds
    .count3 = membrane gained, in vesicles
    .choice1 = It stops at once: dynamin opens the pores.
    .choice2 = It starts as usual and fades, while the membrane grows.
    .choice3 = It goes on as usual: there are vesicles enough.
    .because =
        Fusion needs no dynamin. But membrane that is given must come back: without scission
        pits pile up with their necks open, the membrane stays larger, and no vesicle is
        renewed. When those in store are used up, release fades.
question-bafilomycin =
    Bafilomycin stops the pump that fills vesicles. The nerve ending fires four times a second
    for more than a minute. What fades?
    .count1 = pores that open
    .count2 = molecules let go
    .choice1 = Fusion: empty vesicles can't fuse.
    .choice2 = Only what is let go: vesicles come round empty and fuse all the same.
    .choice3 = Nothing: filling needs no pump.
    .because =
        A vesicle fuses by its SNAREs and its sensor, which do not know what is inside. Those
        that were full let their transmitter go as usual. After retrieval they are not filled
        again, come round empty, and fuse into silence: an electrode at the next cell hears less
        and less.
question-nocodazole =
    Microtubules fall apart, and nothing is carried into the terminal any more. What happens to
    its answers in the next seconds?
    .count1 = rides along microtubules
    .count2 = pores that answer
    .choice1 = They stop: vesicles can't reach the membrane.
    .choice2 = They fall to less than half.
    .choice3 = They go on as usual.
    .because =
        Microtubules bring vesicles from afar. Those that answer a signal are docked already,
        and those that follow come from a pool a few hundred nanometres away, by diffusion and
        along actin. The terminal even renews its own. It would miss transport only much later.
question-taxol =
    Taxol holds microtubules together and is used against cancer. What does it do to rides and
    to release within half a minute?
    .count1 = rides along microtubules
    .count2 = pores that answer
    .choice1 = Rides stop, release goes on.
    .choice2 = Both stop.
    .choice3 = Neither changes much.
    .choice4 = There are more rides and more release.
    .because =
        Motors walk on a microtubule whether it is about to shrink or not. Taxol stops the
        growing and shrinking that a dividing cell needs, and that an axon needs over days.
        Within seconds nothing changes. Try it together with nocodazole: now the tracks stand.
question-latrunculin =
    Actin filaments fall apart. Membrane that fusions have given comes back by two ways, an
    ultrafast one and one under a coat of clathrin. All of it is made to take the ultrafast way,
    if it can. How much is back after a second or so?
    .count1 = pores that answer
    .count2 = vesicles cut off from the membrane
    .choice1 = As much as ever: membranes need no actin.
    .choice2 = Hardly any, although as many vesicles fuse.
    .choice3 = Hardly any, because none fuses.
    .because =
        Fusion at the active zone needs no actin here. Ultrafast retrieval does: without
        filaments no pit forms within a tenth of a second, and the membrane waits for clathrin,
        which takes some fifteen seconds.
question-no_atp =
    All ATP is used up. A few seconds later the nerve fires five times a second. What happens?
    .count1 = answers in the first second and a half
    .count2 = answers after eight seconds of firing
    .choice1 = Nothing: fusion needs ATP.
    .choice2 = The first answers are as usual, then they fade away.
    .choice3 = It goes on as usual: the vesicles hold energy enough for all.
    .because =
        ATP is spent before fusion: motors, NSF and priming use it, and so does filling. A
        primed vesicle holds its energy in half-closed SNAREs, like a set trap, and fuses
        without any fuel. But nothing sets the next trap.
question-cooling =
    The bath is ten degrees colder. How much membrane comes back within half a minute after a
    train?
    .count1 = rides along microtubules
    .count2 = vesicles cut off from the membrane
    .choice1 = As much: diffusion hardly slows down in the cold.
    .choice2 = More: less membrane moves away.
    .choice3 = Less, and there are fewer rides, too.
    .because =
        What needs only diffusion slows down by about a third. But coats, dynamin, motors and
        pumps climb energy barriers at every step and are two to three times slower for each ten
        degrees, so that membrane comes back late.
question-brefeldin_a =
    Brefeldin A stops the making of new carriers in the cell body. What does a nerve ending
    notice within a minute?
    .count1 = carriers that deliver
    .count2 = pores that answer
    .choice1 = Both pathways stop.
    .choice2 = Deliveries by carriers fade, answers go on.
    .choice3 = Answers stop, carriers go on.
    .choice4 = Nothing at all.
    .because =
        Carriers of the constitutive pathway come from the Golgi in the cell body and are used
        once. Synaptic vesicles are renewed on the spot, from membrane that is taken back, and
        do not need the Golgi for their next rounds.
