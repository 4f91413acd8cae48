# What panels, buttons, plots and messages say.

age = Age
all_numbers = All numbers
all_numbers_button = All numbers ( V )
area_membrane = Plasma membrane
area_pits = Pits in it
area_retrieved = Retrieval
area_vesicles = Vesicles
arrival_hint =
    Click a thing or its name to ask what it is. ? lists the keys, P calls the director.
artistic_licence = Artistic licence:
atp_used = ATP spent
axis_capacitance = change, aF
axis_time = time in the cell, s
auto = Auto
auto_meaning =
    Slows down as something fast begins where the camera looks, and speeds up again after.
blank = Press B to show the picture again.
calcium_lasts = Let calcium in: 4 µM, and it stays
calcium_on_said =
    Calcium rises and stays: lysosomes at the membrane answer within minutes, multivesicular
    bodies take no notice.
calcium_rests = Calcium back to rest
capacitance = Capacitance
capacitance_meaning =
    Membrane stores charge: the more of it, the higher the capacitance. An electrode reads it,
    and a pore too narrow for the current hides its vesicle. A femtofarad (fF) is a thousand
    attofarads (aF).
capacitance_now = Capacitance { $value }
card_disputed = Disputed, or left out:
card_idle = It is not offered here, for it has nothing to act on: { $lack }.
card_timing = How fast:
chance_says_else =
    By chance, or because something else was changed, these runs do not settle the question.
    Start again with another seed.
changes = Changes since { $moment }, in { $many }
changes_meaning =
    What was gained and what was given, in { $many } of mean size; both sides are equally long
choose_first = Choose first, or type in the votes of a class.
compare_control = The one difference
controls = Controls
controls_meaning =
    Everything that can be changed. Where there is little room, they are folded to leave it to
    the picture. Key: U
count_from_now = Count from now
count_from_now_meaning =
    Sets all changes and counts to zero, so that one fusion can be followed.
calm = Jitter left out: from stochastic to story
calm_meaning =
    What diffuses jitters without end. To follow a story, let less of it be drawn; everything
    happens just as it does, and the picture says so.
captions = Captions
carrier_adds = What a carrier adds
carrier_step = One { $other } is { $times } { $many }: { $step }.
carriers_meaning =
    { $Others } of the constitutive pathway. One is { $diameter } across, so that its membrane
    and its step of the trace are { $times } times those of one { $one } of mean size.
calcium = Calcium and its sensor
cell = Cell
choose_traces = Choose…
choose_traces_meaning = Which traces are shown.
close = Close
contents = Contents
cut = Cell cut open
cycles = Times released
difference = { $name } from { $old } to { $new }
dose_acts = Full dose: { $dose }. Now { $acts } of it acts.
empty = empty
energy = Energy
energy_axis = ATP spent
energy_docking = NSF, docking
energy_docking_meaning =
    What waits for no signal is not primed: NSF sets its SNAREs free as it docks.
energy_fusion =
    Fusion itself spends none: zipping SNAREs do the work, and NSF has paid for them before.
energy_gtp = GTP of dynamin
energy_gtp_meaning =
    Guanosine triphosphate, spent as dynamin cuts a pit off. It is made from ATP elsewhere and
    is no part of the sum.
energy_meaning = What the cell spends its ATP on, and how fast. Key: E
director = Director
director_away = The camera is yours again.
director_says = Director:
director_meaning =
    Leads camera and lens from one event to the next. Whoever turns the picture takes over. Key:
    P
energy_motors = Motor steps
energy_motors_meaning = Kinesin, dynein and myosin: one ATP a step.
energy_priming = NSF, priming
energy_priming_meaning =
    NSF sets SNAREs free so that they can pair anew, ten ATP a complex. Other costs of priming
    are not known in numbers.
energy_rate = a second
energy_refilling = Refilling, V-ATPase
energy_refilling_meaning =
    The proton pump makes the inside acid; transporters use that to take transmitter in, some
    two molecules an ATP.
energy_retrieval = Retrieval
energy_retrieval_meaning =
    Taking the membrane of one { $one } back, counted when its pit begins.
energy_spent = spent so far
exosomes = exosomes
exosomes_gone = Exosomes gone
exosomes_inside = Exosomes inside
exosomes_outside = Exosomes outside
energy_walking = Walking costs { $n } ATP a micrometre: one for each of kinesin's steps.
fire = Fire one action potential
follow = Follow with the camera
follow_stop = Stop following
full_dose = Full dose
fusing_open =
    Its pore is open: its membrane and the cell's are one surface. What it holds leaves by
    diffusion; nothing pushes it.
fusing_emptied =
    Its pore is open: its membrane and the cell's are one surface. Nothing is left in it.
fusing_parting =
    Its pore has closed, and it comes off the membrane. It keeps its membrane, and what has not
    left in time.
fusions = Fusions
gained = gained
given = given
head_area = area
head_change = change
head_vesicles = in { $many }
how_we_know = How do we know?
instruments = Instruments
instruments_meaning =
    What electrodes, a calcium dye and counting would read of this cell, on one axis of time.
    Key: G
beside = beside it
compare = Side by side
compare_meaning =
    The same scene, seed and clock once more, with one thing different from the beginning:
said_of_this_run = On the left: { $said }
twin_away = Back to one run
twin_catches_up = The other run is catching up: { $done } of { $whole }
twin_sets_up = The other run is being set up
twin_beside = Show it beside this run ( D )
twin_meaning =
    Both runs are seen by the same camera at the same moment; the instruments draw the other
    one's traces as a wider line under this one's.
switched_off = no
switched_on = yes
key_list = Keys
labels = Labels
large_text = Large text
ledger = ATP and release
legend = Not drawn to scale
legend_note = Note on scale
legend_more = Click to read what else is not drawn as it is.
legend_least = Not all is to scale.
legend_cores = What granules let out is drawn larger than it is.
legend_rods = Procollagen is drawn thicker than it is.
legend_short = Transmitter and calcium are drawn larger than they are.
key_list_button = Keys ?
key_list_meaning = Lists every key, and what the mouse does. Key: ?
atp_motors = ATP: motors
atp_priming = ATP: NSF, priming
atp_docking = ATP: NSF, docking
atp_refilling = ATP: refilling
atp_retrieval = ATP: retrieval
lock_and_run = Lock in and run
lock_meaning =
    The choice and the votes can not be changed after this. A synaptic bouton is run untreated
    and treated, from the same seeds, whatever cell the window shows.
mean_of_runs = Mean of { $pairs } runs
predict_again = Ask again
released_molecules = Molecules released
length = Length
lens = 1 s here = { $time } in the cell
made_by = The numbers that made it
membrane = Membrane
membrane_meaning = Where all the membrane is, and what an electrode reads of it. Key: M
membrane_short = { $area }, none ever lost
membrane_sum = No membrane is ever lost: { $area } in all.
membrane_where = Where all the membrane is
mode_bulk = In bulk
mode_clathrin = By clathrin
mode_full_collapse = Full collapse
mode_kiss_and_run = Kiss-and-run
mode_natural = Natural
mode_ultrafast = Ultrafast
molecules = molecules
motor_dynein = dynein
motor_kinesin = kinesin-1
motor_myosin = myosin V
moved_by = Carried by
no_signal_answered =
    This cell has no vesicles that wait for a signal: nothing in it answers an action potential.
none_selected = Click a vesicle to learn what it is doing.
off = off
on = on
one_of_each = one { $one } { $step }, one { $other } { $carrier }
one_vesicle = one { $one }, { $step }
pathway = Pathway
pathway_constitutive = constitutive
pathway_regulated = regulated
pathways = Pathways
pause = Pause
play = Play
range_to = to
raster_said =
    { $which }: { $done } trials, { $failures } failures. The up and down keys choose one, Enter
    opens it.
release = Release
released = { $Many } released
fusion_soon = { $title }: { $name } is next. Time runs fast until then.
step_never = { $title }: no { $one } of this cell does this.
step_not_soon = { $title }: no { $one } has come to it so far. Time goes on as before.
step_passing =
    { $title }: no { $one } stays in it for long, or is seen well. Time runs fast until one
    does.
one_answers = An action potential lets calcium in, and { $name } answers.
one_answers_here =
    An action potential lets calcium in, and { $name } answers: F goes there.
one_answers_unseen =
    An action potential lets calcium in, and { $name } answers, out of sight: F goes there.
signal_passes = An action potential lets calcium in.
none_answered_script =
    An action potential of the opening script came, and no { $one } answered: that is usual.
    Press A for another.
none_answered =
    An action potential came, but no { $one } answered this time: that is usual. Press A again.
elsewhere = Elsewhere: { $said }
restart = Start again from zero, under the conditions in force
began_with =
    Begun again with { $changes }. Press Start again once more, now, to begin without what was
    changed.
began_without = Begun again as the scene is, without what was changed.
is_on = on
is_off = off
retrieval = Retrieval
retrievals = Retrieval
row_amperometric = Amperometric current
row_amperometric_meaning =
    What a carbon fibre beside the cell oxidises: a foot while the pore is narrow, then a spike.
row_calcium = Calcium at the sites
row_calcium_meaning =
    Free calcium where the sensors are. Each line across is ten times the one below: { $many }
    answer to steps of this kind.
row_capacitance = Capacitance
row_pools = Reserve and recycling pool
row_pools_meaning = Filled { $many } at rest in these two pools.
row_postsynaptic = Postsynaptic current
row_postsynaptic_meaning =
    What the receptors of the next cell let through, as a voltage clamp reads it: inward is
    down.
row_potential = Membrane potential
row_potential_meaning = An action potential opens calcium channels for less than a millisecond.
row_ready = Docking and priming
row_docked_meaning = Attached to the membrane; without waiting for a signal they fuse.
row_ready_meaning =
    Docked is not ready: only primed { $many }, the readily releasable pool, can answer calcium.
row_released = { $Many } released
row_released_meaning =
    All pores opened so far. A stroke from below for each that waited for a signal, from above
    for each that waits for none.
runs_done = { $done } of { $pairs } pairs of runs
runs_say = This is what the runs say.
scale_bar = Scale bar
search = search
section_areas = Areas
section_cards = Card
silence_released =
    Released without any signal: regulated { $regulated }, constitutive { $constitutive }.
silence_released_alone = Released without any signal: { $regulated }.
section_counts = Counts
section_question = Predict, then run
section_trace = Capacitance
seed = Seed
seed_not_entered = The seed is still { $seed }. Press Enter after typing another to start it.
seed_wrong =
    “{ $typed }” is no seed, and the seed is still { $seed }. A seed is a whole number from 0 to
    18446744073709551615.
seed_meaning =
    The number that all chance is drawn from: the same seed gives the same run. Type another and
    press Enter to start it.
sensor_allosteric = Allosteric, five sites
sensor_chromaffin = Granules, readily released
sensor_five_site = Five sites, all needed
sensor_slow_chromaffin = Granules, slowly released
sensor_synaptotagmin_7 = Lysosomes, synaptotagmin-7
sensor_synaptotagmins = Synaptotagmins one by one
sensor_two_step = Five sites and a turn
sign_action_potential = within 5 ms of the action potential
sign_asynchronous = later, by calcium left over
sign_calcium_clamp = while calcium is held
sign_calcium_wave = in a wave of calcium
sign_constitutive = constitutive, waits for no signal
sign_failure = failure: nothing answered
sign_spontaneous = spontaneous
signals = Signals
signal_without_calcium =
    An action potential opens calcium channels, but there is no calcium outside that could flow
    in: nothing answers.
priming_without_calcium =
    { $title }: { $name } has been made ready. It needs calcium, and there is none outside the
    cell.
fusion_without_calcium =
    { $title }: { $name } is primed and needs calcium, and there is none outside the cell.
fusion_needs_lasting_calcium =
    { $title }: { $name } is primed. It answers calcium that stays, and no action potential: let
    calcium in, under Signals.
fusion_has_lasting_calcium =
    { $title }: { $name } is primed, and calcium is held: it may fuse at any moment, the sooner
    the more calcium there is.
signal_too_short =
    An action potential lets calcium in for a millisecond only: too short for lysosomes. They
    answer calcium that stays.
signals_off = No signals at all
signals_off_meaning =
    Keeps every signal from the cell: no action potential, no calcium held, no release by
    chance. What goes on now needs none.
signals_off_said =
    No signal reaches the cell now. The regulated lane fills up and waits, primed; the
    constitutive lane runs on as before.
signals_off_alone_said = No signal reaches the cell now. { $Many } dock, are primed, and wait.
signals_on_alone_said = Signals come again, one a second: { $many } answer.
signals_on = Let signals come again
signals_on_said =
    Signals come again, one a second: the regulated lane answers, the constitutive lane takes no
    notice.
size = Diameter
source = Source:
span_auto = Auto
span_auto_meaning = As much as passes in some eight seconds here: it follows the speed.
spark_many = A violet spark is { $n } ATP.
spark_one = A violet spark is one ATP.
speed = Speed
speed_meaning = Seconds in the cell for every second here, from a millionth to a hundred.
stage = Stage
stage_reserve = Reserve pool
stage_recycling = Recycling pool
stage_trafficking = Trafficking
stage_tethering = Tethering
stage_docking = Docking
stage_priming = Priming
stage_fusion = Fusion
stage_retrieval = Retrieval
stage_refilling = Refilling
stage_away = Away
standing_artistic = artistic licence
standing_inferred = inferred
standing_measured = measured
standing_reported = reported, not looked up again
start_train = Start the train
stays = It does not wash out.
step = Step to the next event
stretch_meaning = How much of the time after the action potential is shown.
stretch_near = 5 ms
stretch_whole = 50 ms
stretch_wide = 20 ms
stop_train = Stop the train
theme = Theme
theme_contrast = Contrast
theme_dark = Dark
theme_light = Light
trace_said = Capacitance changed by { $change } in the last { $time }
train_running = This train is running; stop it to set up another.
train = Train of action potentials
trial_open = Click or press Enter to open it.
trial_opened =
    { $changed ->
        [none]
            Trial { $trial }, seed { $seed }: its action potential fires now. Space lets it run.
        *[other]
            Trial { $trial }, seed { $seed }: its action potential fires now. It has the
            conditions of its set, without what was changed since: { $changed }. Space lets it
            run.
    }
trial_opened_failure =
    { $changed ->
        [none]
            Trial { $trial }, seed { $seed }: its action potential fires now, and nothing will
            answer. Space lets it run.
        *[other]
            Trial { $trial }, seed { $seed }: its action potential fires now, and nothing will
            answer. It has the conditions of its set, without what was changed since:
            { $changed }. Space lets it run.
    }
trial_said =
    Trial { $trial }, seed { $seed }: { $count } released, the first after { $latency }.
trial_said_failure = Trial { $trial }, seed { $seed }: a failure.
trials = Trials
trials_before = Before
trials_change_something =
    Change a control, EGTA for instance, and repeat: both sets will stand side by side.
trials_changed = Changed since: { $what }. Repeat to compare.
trials_command = Copy as a command
trials_constitutive = Constitutive a trial
trials_count = Trials
trials_differ = What differs: { $what }.
trials_done = { $done } of { $all }
trials_failed = { $failures } failures in { $done }
trials_failures = Failures
trials_failures_meaning = Trials in which nothing answered the action potential.
trials_latency = First release after
trials_latency_meaning =
    Median time from the action potential to the first release that answers it, of the trials in
    which one does.
trials_meaning =
    One action potential, repeated with many seeds: how often does it release nothing? Key: X
trials_none =
    One run says little, because chance decides. Repeat the action potential, and count.
trials_now = Now
trials_other_seeds = Only the seeds differ: what differs in the result is chance.
trials_outside = { $n } outside this stretch
trials_released = Released a trial
trials_run = Repeat one action potential
trials_run_meaning =
    Runs this cell again and again beside the window, under the controls as they are now, each
    time with another seed. The action potential comes { $signal } after the beginning; a trial
    lasts { $duration }.
trials_same = Nothing differs, not even the seeds: these are the same trials.
trials_seeds = seed
trials_seeds_meaning =
    The seed of the first trial; each further one has the next. The same seeds under the same
    controls give the same trials.
trials_spontaneous = Spontaneous a trial
trials_spontaneous_meaning = Released without the action potential, by chance.
trials_spread_meaning = Released in answer: mean ± standard deviation.
trials_stop = Stop
trials_times = { $n }×
treated = treated
untreated = untreated
verdict_gone = next to nothing
verdict_less = less
verdict_more = more
verdict_same = near normal
verdict_unclear = not clear
vesicle = Vesicle { $id }
vesicle_one = vesicle
vesicle_many = vesicles
vesicle_carrier = Carrier { $id }
vesicle_carrier_one = carrier
vesicle_carrier_many = carriers
vesicle_channel_carrier = Channel carrier { $id }
vesicle_channel_carrier_one = channel carrier
vesicle_channel_carrier_many = channel carriers
vesicle_collagen_carrier = Procollagen carrier { $id }
vesicle_collagen_carrier_one = procollagen carrier
vesicle_collagen_carrier_many = procollagen carriers
vesicle_granule = Granule { $id }
vesicle_granule_one = granule
vesicle_granule_many = granules
vesicle_lysosome = Lysosome { $id }
vesicle_lysosome_one = lysosome
vesicle_lysosome_many = lysosomes
vesicle_membrane = Membrane { $id }
vesicle_multivesicular = Multivesicular body { $id }
vesicle_multivesicular_one = multivesicular body
vesicle_multivesicular_many = multivesicular bodies
view = View
views = Camera
votes = Votes
votes_for = Votes for choice { $number }: drag, or press Space or Enter and type
votes_said = { $votes } votes for choice { $number }
waste_gone = Waste gone
waste_outside = Waste outside
wash_out = Wash out
what_if = What if?
what_if_keys = Tab and arrows move, Space chooses, Escape gives the keys back
what_if_meaning =
    Drugs, toxins and lost genes: give a dose, or predict what it does and let runs decide. Key:
    W
what_is_shown = Shown
window_all = All
window_hundredth = 10 ms
window_meaning = How much of the past the trace shows.
window_minute = 60 s
window_second = 1 s
window_ten_seconds = 10 s
window_tenth = 0.1 s
show_lipids = Single lipids, from near
show_membrane = Membrane
show_postsynaptic = Next cell
show_microtubules = Microtubules
show_actin = Actin
show_crowding = Proteins of the cytosol ( K )
show_ruler = Ruler at a release site
show_vesicles = Vesicles
show_proteins = Proteins
show_molecules = Molecules let out
show_calcium = Calcium
picture_not_saved =
    The picture is not saved: { $why }. On the command line it can be made under any name.
picture_saved = Saved as the window shows it: { $path }
picture_saved_with_panels =
    Saved as the window shows it, with the panels (H hides them): { $path }
save_picture = Save the picture ( Ctrl S )
save_picture_meaning =
    Writes what the window shows, names and panels too, into your folder of pictures, beside
    those that are there.
settings_not_kept = What you change of the window is forgotten when it closes: { $why }.
usual_settings = The usual settings
usual_settings_meaning =
    Colours, size of text, names, captions, panels and window as they are at first. Nothing
    changes in the cell.
usual_settings_said = Colours, text, names, panels and window are as they are at first.
your_choice = your prediction
lack_of_constitutive = this cell has no constitutive vesicles
lack_of_glucose = no vesicle of this cell answers glucose
lack_of_regulated = this cell has no vesicles that wait for a signal
lack_of_script = this scene has no opening script
lack_of_kisses = every pore of this cell stays open
lack_of_small = the vesicles of this cell are too large for a coat of clathrin
lack_of_ultrafast = no membrane of this cell comes back the ultrafast way by itself
lack_of_vesicles = there is no vesicle here
