# What each number of the tables means.


# A β-cell: from glucose to calcium, and how its granules come to be released.

number-beta_cell-area = Plasma membrane of a whole β-cell; a scene shows a share of it.
number-beta_cell-silent_below = Glucose up to which a β-cell stays silent.
number-beta_cell-glucose_half = Glucose at which a β-cell is active for half of the time.
number-beta_cell-glucose_steepness =
    Power with which the active share of the time grows with glucose.
number-beta_cell-burst_period = Mean time from one burst to the next.
number-beta_cell-burst_spread = How far the length of a burst or a pause may be from its mean.
number-beta_cell-delay =
    From glucose to the first burst: it is burnt, ATP rises, potassium channels shut.
number-beta_cell-first_burst = Length of the first burst.
number-beta_cell-rest_potential = Membrane potential of a silent β-cell.
number-beta_cell-plateau_potential = Membrane potential in a burst, from which spikes rise.
number-beta_cell-spike_potential = Peak of a spike in a burst.
number-beta_cell-spike_rate = Spikes a second in a burst.
number-beta_cell-calcium_active = Calcium under the membrane in a burst.
number-beta_cell-calcium_rise = Time constant with which calcium rises in a burst.
number-beta_cell-calcium_fall = Time constant with which calcium falls after a burst.
number-capillary-wall = Thickness of a capillary's wall beside endocrine cells.
number-capillary-fenestra = Diameter of a window in that wall.
number-capillary-fenestrae = Windows in a square micrometre of that wall.
number-capillary-flow = Mean speed of blood in a capillary.
number-insulin_granule-recruitment =
    Rate at which a free site calls an insulin granule through the actin under the membrane.
number-insulin_granule-recruitment_without_actin = The same when that actin is gone.
number-insulin_granule-docking = Rate at which a tethered insulin granule docks.
number-insulin_granule-untethering = Rate at which a tethered insulin granule is let go.
number-insulin_granule-undocking = Rate at which a docked insulin granule comes loose.
number-insulin_granule-priming =
    Rate at which a docked insulin granule is primed without calcium.
number-insulin_granule-priming_fastest = The same with calcium in plenty.
number-insulin_granule-priming_half = Calcium at which it is half as fast.
number-insulin_granule-unpriming = Rate at which a primed insulin granule is no longer ready.
number-insulin_granule-departure =
    Rate at which an insulin granule leaves its place in the cytosol for a track.

# From the action potential to the decision to release.

number-membrane_potential-rest = Membrane potential at rest.
number-membrane_potential-peak = Membrane potential at the peak of the action potential.
number-action_potential-half_width = Width of the action potential at half its height.
number-action_potential-peak_delay = From the signal to the peak of the action potential.
number-action_potential-speed = How fast an action potential runs along the axon.
number-calcium-rest = Calcium in the resting terminal.
number-channel-copies = Calcium channels beside each release site.
number-channel-distance = Distance of a channel from the release site it stands beside.
number-channel-opening = Rate at which a gate of a channel opens at 0 mV.
number-channel-opening_slope = Depolarisation that makes it open e times as fast.
number-channel-shutting = Rate at which a gate shuts at 0 mV.
number-channel-shutting_slope = Hyperpolarisation that makes it shut e times as fast.
number-channel-conductance = Conductance of one open calcium channel.
number-channel-reversal = Membrane potential at which no current flows through it.
number-calcium-diffusion = Diffusion of free calcium in the cytosol.
number-calcium-reach =
    How far calcium gets on average before the terminal's own buffers catch it.
number-calcium-binding_ratio =
    Calcium ions that the terminal's own buffers hold for each that is free.
number-egta-binding = Rate at which EGTA binds calcium.
number-egta-half = Calcium at which half of EGTA holds it.
number-bapta-binding = Rate at which BAPTA binds calcium.
number-bapta-half = Calcium at which half of BAPTA holds it.
number-calcium-residual = Rise of calcium in the whole terminal after one action potential.
number-calcium-residual_decay = Time constant of its decay.
number-calcium-outside_reference = Calcium outside at which the conductance of a channel holds.
number-release-synchronous =
    What fuses within this time after an action potential is counted as its answer; later, while
    calcium is still raised, as asynchronous.
number-release-spontaneous_rate =
    Rate at which a primed vesicle fuses at rest, for sensor models whose own rate at rest is
    far too low.

# The cleft: receptors across it, glia around it, the electrode behind it.

number-receptors-count = AMPA receptors across the active zone.
number-receptors-capture_radius =
    Distance along the membrane from which a molecule can bind to a receptor.
number-receptors-capture_height =
    Height over the membrane from which a molecule can bind to a receptor.
number-density-thickness = Depth of the postsynaptic density under the receptors.
number-ampa-conductance = Conductance of one open receptor.
number-ampa-reversal = Potential at which the receptors' current turns round.
number-electrode-holding = Potential at which the neighbour is clamped.
number-electrode-filter = Corner frequency of the amplifier's filter.
number-glia-glt = Transporters of the kind GLT in the membrane of glia.
number-glia-glast = Transporters of the kind GLAST in the membrane of glia.
number-glia-binding = Rate at which a transporter binds glutamate.
number-glia-turnover = Rate at which a transporter takes in what it has bound and is free again.
number-glia-cover = Share of the contact's perimeter that glia surround.
number-glia-reach =
    Length of the gap beside glia around the contact; beyond it a molecule is gone.

# The crowd of proteins in the cytosol.

number-cytosol-proteins = Proteins in a cubic micrometre of cytosol.
number-cytosol-protein_radius = Radius of a mean protein of the cytosol.
number-cytosol-protein_diffusion = Diffusion of a protein in the crowded cytosol.

# Fusion pores, their courses, and what leaves through them.

number-fusion-zippering = Mean time from the trigger to hemifusion.
number-fusion-stalk_waist =
    Waist of the stalk's mid-plane when the leaflets that face the cytosol have just joined.
number-pore-first_radius_low = Smallest aqueous radius of the first pore.
number-pore-first_radius_high = Largest aqueous radius of the first pore.
number-pore-nucleation =
    Time in which the first pore comes to its radius, and in which a flickering one shuts.
number-pore-flicker_share =
    Share of fusions whose pore shuts and opens again before it expands or stays.
number-pore-flicker_again = Chance of one more flicker after each.
number-pore-irreversible = Conductance beyond which a pore does not close again.
number-pore-resistivity = Resistivity of the salt water in a pore.
number-pore-length = Length of the pore that molecules and current pass.
number-pore-gap =
    Gap between the two mid-planes when the pore opens: twice the radius of its rim.
number-synaptic_pore-hemifusion =
    Mean time of a synaptic vesicle from hemifusion to the open pore.
number-synaptic_pore-flicker_open = Mean time a flickering pore of a synaptic vesicle is open.
number-synaptic_pore-flicker_shut = Mean time it is shut.
number-synaptic_pore-foot_shortest =
    Shortest time for which the first pore of a synaptic vesicle lasts.
number-synaptic_pore-foot_longest =
    Longest time for which the first pore of a synaptic vesicle lasts.
number-synaptic_pore-growth_slowest =
    Slowest pace at which a synaptic vesicle's pore widens, as a mean.
number-synaptic_pore-growth_fastest =
    Fastest pace at which a synaptic vesicle's pore widens, as a mean.
number-synaptic_pore-wide_share =
    Share of the lumen's radius to which a synaptic vesicle's pore widens before it flattens, if
    that is more than no return.
number-synaptic_pore-flattening_shortest = Shortest time in which a synaptic vesicle flattens.
number-synaptic_pore-flattening_longest = Longest time in which a synaptic vesicle flattens.
number-synaptic_pore-stay_shortest = Shortest stay of a synaptic vesicle's kiss-and-run pore.
number-synaptic_pore-stay_longest = Longest stay of a synaptic vesicle's kiss-and-run pore.
number-granule_pore-hemifusion =
    Mean time of a dense-core granule from hemifusion to the open pore.
number-granule_pore-flicker_open = Mean time a flickering pore of a dense-core granule is open.
number-granule_pore-flicker_shut = Mean time it is shut.
number-granule_pore-foot_shortest =
    Shortest time for which the first pore of a dense-core granule lasts.
number-granule_pore-foot_longest =
    Longest time for which the first pore of a dense-core granule lasts.
number-granule_pore-growth_slowest =
    Slowest pace at which a constitutive carrier's pore widens, as a mean.
number-granule_pore-growth_fastest =
    Fastest pace at which a constitutive carrier's pore widens, as a mean.
number-granule_pore-wide_share =
    Share of the lumen's radius to which a dense-core granule's pore widens before it flattens.
number-granule_pore-flattening_shortest =
    Shortest time in which a constitutive carrier flattens.
number-granule_pore-flattening_longest = Longest time in which a constitutive carrier flattens.
number-granule_pore-stay_shortest = Shortest stay of a dense-core granule's kiss-and-run pore.
number-granule_pore-stay_longest = Longest stay of a dense-core granule's kiss-and-run pore.
number-kiss_and_run-widest_low = Narrowest of the widest aqueous radii of a kiss-and-run pore.
number-kiss_and_run-widest_high = Widest aqueous radius of a kiss-and-run pore.
number-fission-hemifission =
    From a shut neck, its two sides still joined by a stalk, to two membranes: after a
    kiss-and-run and when a pit is cut off.
number-kiss_and_run-parting =
    From there until a vesicle that has kissed stands as far from the membrane as a tethered
    one.
number-capacitance-sine_frequency =
    Frequency of the sine wave with which capacitance is measured; a vesicle behind a narrow
    pore is seen the less the higher it is.
number-cleft-transmitter_diffusion = Diffusion of glutamate in pore and cleft.
number-cleft-radius = Radius of the contact between the two cells; beyond it glia line the gap.

# Dense-core granules, and the carbon fibre that hears them.

number-chromaffin_granule-diameter = Mean outer diameter of a chromaffin granule.
number-chromaffin_granule-diameter_spread =
    Standard deviation of the diameter of a chromaffin granule, as a share of the mean.
number-chromaffin_granule-smallest = Diameter of the smallest chromaffin granule.
number-chromaffin_granule-largest = Diameter of the largest chromaffin granule.
number-chromaffin_granule-molecules =
    Catecholamine molecules in a chromaffin granule of mean size.
number-chromaffin_granule-molecules_spread =
    Standard deviation of the concentration in a chromaffin granule, as a share of the mean.
number-chromaffin_granule-core =
    Radius of a chromaffin granule's dense core, as a share of its lumen's.
number-chromaffin_granule-molecule_radius =
    Radius of a molecule of catecholamine; it leaves only through a wider pore.
number-chromaffin_granule-molecule_diffusion = Diffusion of catecholamine in water.
number-chromaffin_granule-free_share =
    Share of the catecholamine in a closed granule that is not bound to the matrix.
number-chromaffin_granule-dissociation =
    Rate at which a bound molecule of catecholamine leaves the matrix.
number-chromaffin_granule-electrons =
    Electrons that a molecule of catecholamine gives to a carbon fibre.
number-chromaffin_granule-growth_slowest =
    Slowest pace at which a chromaffin granule's pore widens, as a mean.
number-chromaffin_granule-growth_fastest =
    Fastest pace at which a chromaffin granule's pore widens, as a mean.
number-chromaffin_granule-flattening_shortest =
    Shortest time in which a chromaffin granule flattens.
number-chromaffin_granule-flattening_longest =
    Longest time in which a chromaffin granule flattens.
number-chromaffin_granule-channel_distance =
    Distance of a calcium channel from the release site of a chromaffin granule that it stands
    beside.
number-chromaffin_cell-half_width =
    Width of a chromaffin cell's action potential at half its height.
number-chromaffin_cell-peak_delay =
    From the signal to the peak of a chromaffin cell's action potential.
number-chromaffin_cell-synchronous =
    What fuses within this time after an action potential of a chromaffin cell is counted as its
    answer.
number-chromaffin_cell-near_share =
    Share of a chromaffin cell's release sites whose channels stand near.
number-chromaffin_cell-near_distance = Distance of a calcium channel from such a release site.
number-chromaffin_cell-recruitment_without_actin =
    Rate at which a free site of a chromaffin cell calls a granule when the cortical actin is
    gone.
number-insulin_granule-diameter = Mean outer diameter of an insulin granule.
number-insulin_granule-diameter_spread =
    Standard deviation of the diameter of an insulin granule, as a share of the mean.
number-insulin_granule-smallest = Diameter of the smallest insulin granule.
number-insulin_granule-largest = Diameter of the largest insulin granule.
number-insulin_granule-molecules =
    Insulin molecules in a granule of mean size, six of them with two zinc ions in each hexamer
    of the core.
number-insulin_granule-molecules_spread =
    Standard deviation of the concentration in an insulin granule, as a share of the mean.
number-insulin_granule-core =
    Radius of an insulin granule's dense core, as a share of its lumen's.
number-insulin_granule-molecule_radius =
    Radius of a molecule of insulin; it leaves only through a wider pore.
number-insulin_granule-molecule_diffusion = Diffusion of insulin in water.
number-insulin_granule-free_share =
    Share of the insulin in a closed granule that is not in its core.
number-insulin_granule-dissociation =
    Rate at which insulin leaves the core: the hexamers come apart as zinc and protons leave.
number-insulin_granule-electrons = Electrons that a molecule of insulin gives to a carbon fibre.
number-insulin_granule-growth_slowest =
    Slowest pace at which an insulin granule's pore widens, as a mean.
number-insulin_granule-growth_fastest =
    Fastest pace at which an insulin granule's pore widens, as a mean.
number-insulin_granule-flattening_shortest = Shortest time in which an insulin granule flattens.
number-insulin_granule-flattening_longest = Longest time in which an insulin granule flattens.
number-insulin_granule-channel_distance =
    Distance of a calcium channel from the release site of an insulin granule that it stands
    beside.
number-granule-synaptobrevins = Copies of synaptobrevin on a granule.
number-granule-synaptotagmins = Copies of synaptotagmin on a granule.
number-granule-membrane_proteins = Other proteins that are drawn on a granule.
number-granule-reloading =
    Mean time in which a chromaffin granule that has kissed takes up what it lost.
number-amperometry-filter = Corner frequency of the filter behind the carbon fibre.

# Tethering, docking, priming: rates of the steps before fusion.

number-tether-length = Length of a filament that tethers a vesicle to the active zone.
number-tether-exocyst_length = Length of the tether of a constitutive carrier.
number-recruitment-rate =
    Rate at which a free release site calls a vesicle of the recycling pool.
number-docking-rate = Rate from tethered to docked.
number-untethering-rate = Rate at which a tethered vesicle lets go.
number-undocking-rate = Rate from docked back to tethered.
number-priming-rate = Rate from docked to primed with ATP in plenty.
number-priming-fastest = Rate of priming that it nears as calcium in the terminal rises.
number-priming-calcium_half =
    Calcium in the terminal at which priming has gained half of what it can.
number-priming-atp_half = ATP at half the full rate of priming.
number-unpriming-rate = Rate from primed back to docked.
number-unpriming-calcium_half = Calcium in the terminal that halves the rate of unpriming.
number-unpriming-cooperativity = Power of calcium with which unpriming falls.
number-snare-complexes = SNARE complexes that pair for one vesicle.
number-snare-lost_complex =
    Share of every rate of fusion that is left with one SNARE complex less.
number-snare-cut_complex =
    Share of every rate of fusion that is left with one SNARE complex that does not close to its
    end.
number-docked-gap =
    Gap between the two cytosolic faces of a docked vesicle, and of a primed one, which stands
    no nearer.
number-exocyst-residence = Mean time a constitutive carrier stays tethered before it docks.
number-constitutive-fusion_rate = Rate at which a docked carrier fuses, without any signal.
number-traffic-departure_rate = Rate at which a vesicle of the reserve pool leaves for a track.
number-traffic-return_rate =
    Rate at which a vesicle of the recycling pool leaves for the reserve.
number-traffic-axon_share =
    Share of vesicles leaving a pool by track that go out along the axon.
number-traffic-supply_rate =
    Rate at which each carrier beyond the scene's edge comes back along the axon.
number-traffic-shortest_ride = A vesicle does not board a track for a shorter ride.
number-traffic-binding_reach =
    A motor binds from where it is when its place on the track is no further away.
number-traffic-rebinding_reach =
    A vesicle that has fallen off finds another track that is further away by as much.
number-traffic-switching_share =
    Share of vesicles that bind to another track than before, where one is in reach.
number-traffic-wander = Half width of a diffusing vesicle's wandering about its way.

# Molecular motors. Standing: Measured (read in the source), Reported (from

number-kinesin_1-step = Step of kinesin-1 along a protofilament, one tubulin dimer.
number-kinesin_1-speed = Unloaded speed at saturating ATP.
number-kinesin_1-unbinding = Rate of falling off the track at full speed.
number-kinesin_1-rebinding = Rate at which a fallen motor binds a track in reach.
number-kinesin_1-atp_half = ATP at half the full speed.
number-dynein-step = Usual step of dynein under load; longer steps exist.
number-dynein-speed = Unloaded speed.
number-dynein-unbinding = Rate of falling off the track.
number-dynein-rebinding = Rate at which a fallen motor binds a track in reach.
number-dynein-atp_half = ATP at half the full speed.
number-myosin_v-step = Step of myosin V, one helical repeat of actin.
number-myosin_v-speed = Unloaded speed.
number-myosin_v-unbinding =
    Rate of falling off the filament; a last stretch is much shorter than a run.
number-myosin_v-rebinding = Rate at which a fallen motor binds a filament in reach.
number-myosin_v-atp_half = ATP at half the full speed.
number-motor-reach = Gap between track and carried vesicle.
number-motor-pause_rate = How often a walking vesicle stops.
number-motor-pause_length = Mean length of a pause.
number-microtubule-diameter = Outer diameter of a microtubule.

# Proteins of vesicles, how they spread once they are the membrane's, and the

number-synaptobrevin-copies = Synaptobrevins on a synaptic vesicle.
number-synaptotagmin-copies = Synaptotagmins on a synaptic vesicle.
number-synaptophysin-copies =
    Synaptophysins on a synaptic vesicle; they stand for all low proteins.
number-carrier-snares = Vesicle SNAREs on a constitutive carrier.
number-carrier-membrane_proteins = Proteins for the plasma membrane in a constitutive carrier.
number-membrane-protein_diffusion = Lateral diffusion of a protein in the plasma membrane.
number-clathrin-strut = Length of an edge of a clathrin cage.
number-clathrin-room = Least distance of a clathrin cage from the membrane in it.
number-dynamin-pitch = Rise of the dynamin spiral in a turn, squeezed.
number-dynamin-diameter = Outer diameter of a relaxed dynamin spiral.

# How AMPA receptors bind glutamate, open and desensitise.

number-ampa-first_binding = Rate at which a free receptor binds glutamate.
number-ampa-first_unbinding = Rate at which it lets go.
number-ampa-second_binding = Rate at which a receptor with one glutamate binds another.
number-ampa-second_unbinding = Rate at which it lets one of two go.
number-ampa-opening = Rate at which a receptor with two opens.
number-ampa-closing = Rate at which it shuts.
number-ampa-one_desensitising = Rate at which a receptor with one desensitises.
number-ampa-one_recovering = Rate at which it recovers.
number-ampa-desensitised_binding = Rate at which a desensitised receptor with one binds another.
number-ampa-desensitised_unbinding = Rate at which it lets one of two go.
number-ampa-two_desensitising = Rate at which a receptor with two desensitises.
number-ampa-two_recovering = Rate at which it recovers.
number-ampa-deepening =
    Rate at which a desensitised receptor with two goes on to the last state.
number-ampa-rising = Rate at which it comes back from there.
number-ampa-open_desensitising = Rate at which an open receptor goes to the last state.
number-ampa-deep_opening = Rate at which it opens from there.

# Endocytosis, refilling and what they cost.

number-retrieval-wait =
    Mean time from collapse to the beginning of a coated pit that takes the membrane back.
number-clathrin-growth_shortest = Shortest time in which a coated pit grows to its full depth.
number-clathrin-growth_longest = Longest time in which a coated pit grows to its full depth.
number-dynamin-assembly_shortest =
    Shortest time in which dynamin winds around the neck of a coated pit.
number-dynamin-assembly_longest =
    Longest time in which dynamin winds around the neck of a coated pit.
number-dynamin-squeeze_shortest = Shortest time in which dynamin squeezes that neck shut.
number-dynamin-squeeze_longest = Longest time in which dynamin squeezes that neck shut.
number-retrieval-neck_radius = Aqueous radius of a pit's neck before dynamin squeezes it.
number-clathrin-uncoating_shortest = Shortest time in which a new vesicle sheds its coat.
number-clathrin-uncoating_longest = Longest time in which a new vesicle sheds its coat.
number-ultrafast-shortest =
    Shortest time from the end of a fusion to the scission of an ultrafast pit.
number-ultrafast-longest =
    Longest time from the end of a fusion to the scission of an ultrafast pit.
number-ultrafast-growth_share = Share of that time in which the pit grows.
number-ultrafast-assembly_share = Share of that time in which dynamin winds around its neck.
number-refilling-time = Mean time to refill with glutamate.
number-refilling-atp_half = ATP at half the full rate of refilling.
number-atp-nsf_per_complex = Spent by NSF to set the SNAREs of one complex free again.
number-atp-refilling_per_molecule = Spent to take one molecule of transmitter up.
number-atp-retrieval = Spent to take one vesicle's membrane back.
number-gtp-dynamin_per_scission =
    Guanosine triphosphate that dynamin spends to cut one vesicle off.

# From the Golgi to the plasma membrane and beyond: tubular carriers, ion

number-supply-er_to_golgi =
    Share of the cargo in the endoplasmic reticulum that goes on to the Golgi in a minute.
number-supply-golgi_to_membrane =
    Share of the cargo in the Golgi that leaves for the plasma membrane in a minute.
number-supply-degradation =
    Share of the delivered membrane proteins that is taken out of the plasma membrane and broken
    down in a minute.
number-golgi-diameter = Diameter of a cisterna of the Golgi.
number-golgi-cisternae = Cisternae in the stack.
number-golgi-lumen = Height of a cisterna's lumen in its flat middle.
number-golgi-spacing = From the middle of a cisterna to that of the next.
number-channel_carrier-tip_diameter =
    Outer diameter of the tip with which a tubular carrier of channels fuses.
number-channel_carrier-tube_diameter = Outer diameter of the tube behind it.
number-channel_carrier-shortest = Shortest carrier of channels.
number-channel_carrier-longest = Longest carrier of channels.
number-channel_carrier-channels = Ion channels in the membrane of one carrier.
number-collagen_carrier-tip_diameter =
    Outer diameter of the tip with which a carrier of procollagen fuses.
number-collagen_carrier-tube_diameter =
    Outer diameter of the tube behind it, in which the rods lie.
number-collagen_carrier-shortest = Shortest carrier of procollagen.
number-collagen_carrier-longest = Longest carrier of procollagen.
number-collagen_carrier-molecules = Procollagen molecules in one carrier.
number-procollagen-length = Length of the stiff rod of a procollagen molecule.
number-procollagen-thickness = Thickness of the rod.
number-procollagen-head_radius =
    A procollagen molecule leaves only through a pore wider than its head.
number-procollagen-diffusion =
    Diffusion of a procollagen molecule in the lumen and through the pore.
number-procollagen-matrix_diffusion =
    Diffusion of a molecule outside the cell until it joins a fibril.
number-procollagen-assembly = Mean time from leaving the pore to joining a fibril.
number-collagen-period = Period D by which molecules in a fibril are set off against each other.
number-collagen-fibril_diameter = Thickness of a fibril.
number-collagen-molecules_a_period = Molecules by which a fibril grows longer by one period.
number-membrane-channel_diffusion = Lateral diffusion of an ion channel in the plasma membrane.
number-tubule-draining_shortest =
    Shortest time in which a tube's membrane flows through the neck.
number-tubule-draining_longest = Longest time in which a tube's membrane flows through the neck.

# How calcium sensors of the release machinery bind calcium and let go.

number-allosteric-sites = Calcium ions that the allosteric sensor binds.
number-allosteric-binding = Rate at which each free site of it binds calcium.
number-allosteric-unbinding = Rate at which the only ion bound leaves.
number-allosteric-cooperativity = Factor on that rate for every further ion bound.
number-allosteric-willing = Rate of fusion without any calcium bound.
number-allosteric-factor = Factor on the rate of fusion for every ion bound.
number-five_site-sites = Calcium ions that the five-site sensor binds.
number-five_site-binding = Rate at which each free site of it binds calcium.
number-five_site-unbinding = Rate at which the only ion bound leaves.
number-five_site-cooperativity = Factor on that rate for every further ion bound.
number-five_site-fusion = Rate of fusion with five ions bound.
number-two_step-sites = Calcium ions that the two-step sensor binds.
number-two_step-binding = Rate at which each free site of it binds calcium.
number-two_step-unbinding = Rate at which each ion leaves.
number-two_step-turning = Rate at which the full sensor turns over.
number-two_step-turning_back = Rate at which it turns back.
number-two_step-fusion = Rate of fusion when it has turned over.
number-synaptotagmins-copies = Synaptotagmins of a vesicle that can take part.
number-synaptotagmins-slots = Places under a vesicle where one can bind PIP₂.
number-synaptotagmins-calcium_binding = Rate at which one binds two calcium ions.
number-synaptotagmins-calcium_half = Calcium at which half of them hold it, without PIP₂.
number-synaptotagmins-pip2_binding = Rate at which one binds PIP₂.
number-synaptotagmins-pip2_half = PIP₂ at which half of them hold it, without calcium.
number-synaptotagmins-pip2 = PIP₂ within reach.
number-synaptotagmins-allostery =
    Share of the rates of letting go that is left when one holds calcium and PIP₂.
number-synaptotagmins-willing = Rate of fusion without any that holds both.
number-synaptotagmins-factor = Factor on the rate of fusion for every one that holds both.
number-synaptotagmins-delay = From that decision to the moment at which release is seen.
number-chromaffin-sites = Calcium ions that a dense-core granule's sensor binds.
number-chromaffin-binding = Rate at which each free site of it binds calcium.
number-chromaffin-unbinding = Rate at which each ion leaves.
number-chromaffin-fusion = Rate of fusion with three ions bound.
number-slow_chromaffin-binding =
    Rate at which each free site of a slowly releasable granule binds calcium.
number-slow_chromaffin-unbinding = Rate at which each ion leaves it.
number-slow_chromaffin-fusion = Rate of its fusion with three ions bound.
number-slow_sensor-sites =
    Calcium ions that the sensor binds which is left without synaptotagmin-1.
number-slow_sensor-binding = Rate at which each free site of it binds calcium.
number-slow_sensor-unbinding = Rate at which the only ion bound leaves.
number-slow_sensor-cooperativity = Factor on that rate for the second ion.
number-slow_sensor-fusion = Rate of fusion with two ions bound.
number-slow_sensor-willing = Rate of fusion without any calcium bound.
number-synaptotagmin_7-sites = Calcium ions that a lysosome's sensor binds.
number-synaptotagmin_7-binding = Rate at which each free site of it binds calcium.
number-synaptotagmin_7-unbinding = Rate at which each ion leaves.
number-synaptotagmin_7-fusion = Rate of fusion with all sites full.

# Vesicles and membranes.

number-synaptic_vesicle-diameter = Outer diameter of a synaptic vesicle.
number-synaptic_vesicle-molecules = Mean number of glutamate molecules in a full vesicle.
number-synaptic_vesicle-molecules_spread =
    Standard deviation of the contents, as a share of the mean.
number-carrier-diameter = Outer diameter of a constitutive carrier in the axon.
number-carrier-molecules = Soluble proteins in a constitutive carrier.
number-carrier-protein_radius =
    Radius of a soluble protein in a carrier; it leaves only through a wider pore.
number-carrier-protein_diffusion = Diffusion of such a protein.
number-bilayer-thickness = Thickness of a bilayer.
number-lipid-area = Area of a leaflet for each lipid in it.
number-membrane-specific_capacitance = Capacitance of membrane per area.
number-cytosol-vesicle_diffusion =
    Diffusion of a vesicle that is held by nothing, in the crowded cytosol.
number-pool-diffusion = Diffusion of a vesicle held in a cluster or by tethers.
number-pool-cage = How far a resting vesicle jitters to each side.

# How waste and exosomes leave: lysosomes, multivesicular bodies, and what both

number-lysosome-diameter = Mean outer diameter of a lysosome.
number-lysosome-diameter_spread =
    Standard deviation of the diameter of a lysosome, as a share of the mean.
number-lysosome-smallest = Diameter of the smallest lysosome.
number-lysosome-largest = Diameter of the largest lysosome.
number-lysosome-enzymes = Molecules of enzymes in a lysosome of mean size.
number-lysosome-enzyme_radius =
    Radius of an enzyme of a lysosome; it leaves only through a wider pore.
number-lysosome-waste = Undigested bodies in a lysosome.
number-lysosome-waste_largest =
    Radius of the largest undigested body in a lysosome, as a share of its lumen's.
number-lysosome-waste_smallest =
    Radius of the smallest undigested body that is drawn, as a share of the lumen's.
number-lysosome-lamp = Molecules of LAMP that are drawn in a lysosome's membrane.
number-lysosome-synaptobrevins = Copies of VAMP7, a SNARE, on a lysosome.
number-lysosome-synaptotagmins = Copies of synaptotagmin-7 on a lysosome.
number-lysosome-growth_slowest = Slowest pace at which a lysosome's pore widens, as a mean.
number-lysosome-growth_fastest = Fastest pace at which a lysosome's pore widens, as a mean.
number-lysosome-flattening_shortest = Shortest time in which a lysosome flattens.
number-lysosome-flattening_longest = Longest time in which a lysosome flattens.
number-lysosome-acid_atp =
    ATP that the V-ATPase spends on making a lysosome acid again after a kiss-and-run.
number-lysosome-acidifying = Mean time in which a lysosome that has kissed is acid again.
number-lysosome-recruitment =
    Rate at which a free site calls a lysosome through the actin under the membrane.
number-lysosome-recruitment_without_actin = The same when that actin is gone.
number-lysosome-docking = Rate at which a tethered lysosome docks.
number-lysosome-untethering = Rate at which a tethered lysosome is let go.
number-lysosome-undocking = Rate at which a docked lysosome comes loose.
number-lysosome-priming = Rate at which a docked lysosome is primed without calcium.
number-lysosome-priming_fastest = The same with calcium in plenty.
number-lysosome-priming_half = Calcium at which it is half as fast.
number-lysosome-unpriming = Rate at which a primed lysosome is no longer ready.
number-lysosome-departure =
    Rate at which a lysosome leaves its place in the cytosol for a track.
number-multivesicular_body-diameter = Mean outer diameter of a multivesicular body.
number-multivesicular_body-diameter_spread =
    Standard deviation of the diameter of a multivesicular body, as a share of the mean.
number-multivesicular_body-smallest = Diameter of the smallest multivesicular body.
number-multivesicular_body-largest = Diameter of the largest multivesicular body.
number-multivesicular_body-filling =
    Share of a multivesicular body's lumen that its exosomes fill.
number-multivesicular_body-proteins = Proteins that are drawn on a multivesicular body.
number-multivesicular_body-growth_slowest =
    Slowest pace at which a multivesicular body's pore widens, as a mean.
number-multivesicular_body-growth_fastest =
    Fastest pace at which a multivesicular body's pore widens, as a mean.
number-multivesicular_body-flattening_shortest =
    Shortest time in which a multivesicular body flattens.
number-multivesicular_body-flattening_longest =
    Longest time in which a multivesicular body flattens.
number-exosome-diameter = Mean outer diameter of an exosome.
number-exosome-diameter_spread =
    Standard deviation of the diameter of an exosome, as a share of the mean.
number-exosome-smallest = Diameter of the smallest exosome.
number-exosome-largest = Diameter of the largest exosome.
number-exosome-hindrance =
    Diffusion of exosomes and waste outside the cell, as a share of that in water.
number-exosome-reach = How far from its pore an exosome, or a piece of waste, is followed.
number-water-thermal_energy = Thermal energy kT, by which everything jitters.
number-water-viscosity = Viscosity of the fluid in lumens and outside the cell.
