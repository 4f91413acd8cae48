# What each control is called, and what it does.

control-pathway-regulated = Regulated pathway
    .meaning = Synaptic vesicles travel, dock, get primed and wait for calcium.
control-pathway-constitutive = Constitutive pathway
    .meaning = Carriers arrive from the cell body and fuse without any signal.
control-signal-action_potential = Action potential
    .meaning = Fires one action potential now.
control-signal-train_hz = Train frequency
    .meaning =
        Starts a train of action potentials at this frequency, the first one interval from now;
        0 stops it.
control-signal-train_count = Train length
    .meaning = How many action potentials a train has; a change starts the train anew.
control-signal-glucose_mm = Glucose
    .meaning =
        Glucose around a β-cell: above 6 mM it bursts, and each burst brings a wave of calcium.
        Other cells don't answer it.
control-signal-spontaneous = Spontaneous release
    .meaning =
        A primed vesicle once in a long while fuses at resting calcium, as its sensor does by
        chance; switched off, none does.
control-calcium-outside_mm = Calcium outside
    .meaning =
        Calcium in the fluid around the cell; entry, and so release, grows steeply with it.
control-calcium-clamp_um = Calcium held at
    .meaning =
        Holds calcium at every release site and in the whole terminal, as when it is uncaged by
        light; 0 holds nothing.
control-calcium-egta_mm = EGTA
    .meaning =
        A slow buffer in the cytosol: takes up what is left over between action potentials, and
        the more there is the more of what comes from an open channel: 29 nm away 2 mM leave two
        thirds of what answers a single action potential, 10 mM a quarter.
control-calcium-bapta_mm = BAPTA
    .meaning =
        A fast buffer in the cytosol: catches calcium within a few nanometres of the channel.
control-sensor-model = Calcium sensor
    .meaning = The published model by which a primed vesicle answers calcium.
control-instruments-site = Watched site
    .meaning =
        The release site whose calcium the instruments show; a number beyond the last means the
        last.
control-cargo-loaded = Vesicles filled
    .meaning =
        Vesicles hold transmitter; switched off they fuse all the same and release nothing.
control-fusion-mode = Fusion mode
    .meaning =
        How a pore ends: drawn by chance, always flattening into the membrane, or always closing
        again.
control-fusion-kiss_and_run_fraction = Kiss-and-run share
    .meaning = In natural mode, the share of fusions that are kiss-and-run.
control-retrieval-mode = Membrane retrieval
    .meaning =
        How membrane comes back: drawn by chance, always under a coat of clathrin, or always at
        once and without a coat, which needs actin.
control-retrieval-ultrafast_fraction = Ultrafast share
    .meaning =
        In natural retrieval, the share of synaptic vesicles whose membrane comes back the
        ultrafast way; that of carriers always waits for clathrin.
control-energy-atp = ATP
    .meaning =
        Adenosine triphosphate in the cytosol; without it motors stop, nothing is primed and
        nothing refills.
control-tracks-microtubules = Microtubules
    .meaning =
        Switched off, microtubules are gone as under nocodazole: nothing boards, local release
        goes on.
control-tracks-actin = Actin
    .meaning =
        Switched off, filaments are gone as under latrunculin: the last stretch is crossed by
        diffusion.
control-session-script = Opening script
    .meaning =
        The scene's own opening signals; any change of a signal, or of calcium that is held,
        switches them off, and once off they stay off.
