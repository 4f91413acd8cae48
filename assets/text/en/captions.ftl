# What is said of an event as it happens; attributes say it of vesicles that have words of
# their own, and under other circumstances than the usual ones. `name` and `Name` are the vesicle, `site` is where it is, or none.

caption-spawned =
    { $site ->
        [none] { $Name } begins.
        *[other] { $Name } begins as a pit at { $site }.
    }
    .membrane =
        { $site ->
            [none] A pit begins: { $name } will be taken back.
            *[other] A pit begins at { $site }: { $name } will be taken back.
        }
caption-boarded =
    { $site ->
        [none] { $Name } boards: a motor begins to walk, 8 nm and one ATP a step.
        *[other] { $Name } boards { $site }: a motor begins to walk, 8 nm and one ATP a step.
    }
caption-detached =
    { $site ->
        [none] { $Name } lets go of its track.
        *[other] { $Name } lets go of its track ({ $site }).
    }
caption-tethered =
    { $site ->
        [none] { $Name } is tethered: thin proteins hold it near the membrane.
        *[other] { $Name } is tethered at { $site }: thin proteins hold it near the membrane.
    }
caption-untethered =
    { $site ->
        [none] { $Name } comes loose: tethering can be undone.
        *[other] { $Name } comes loose from { $site }: tethering can be undone.
    }
caption-docked =
    { $site ->
        [none] { $Name } docked: its SNAREs begin to pair.
        *[other] { $Name } docked at { $site }: its SNAREs begin to pair.
    }
caption-undocked =
    { $site ->
        [none] { $Name } undocks: docking can be undone.
        *[other] { $Name } undocks from { $site }: docking can be undone.
    }
caption-primed =
    { $site ->
        [none] { $Name } is primed: ready, and waiting for calcium.
        *[other] { $Name } is primed at { $site }: ready, and waiting for calcium.
    }
    .lysosome =
        { $site ->
            [none] { $Name } is ready: it waits for calcium that stays high.
            *[other] { $Name } is ready at { $site }: it waits for calcium that stays high.
        }
    .no_calcium =
        { $site ->
            [none]
                { $Name } is primed. It needs calcium, and there is none outside that could come
                in.
            *[other]
                { $Name } is primed at { $site }. It needs calcium, and there is none outside
                that could come in.
        }
caption-unprimed =
    { $site ->
        [none] { $Name } is no longer primed: priming can be undone.
        *[other] { $Name } is no longer primed at { $site }: priming can be undone.
    }
caption-triggered =
    { $site ->
        [none] Calcium meets the sensors of { $name }: fusion begins.
        *[other] Calcium meets the sensors of { $name } at { $site }: fusion begins.
    }
    .lysosome =
        { $site ->
            [none]
                Calcium has been high for long: synaptotagmin-7 of { $name } answers, and fusion
                begins.
            *[other]
                Calcium has been high for long: synaptotagmin-7 of { $name } answers at
                { $site }, and fusion begins.
        }
    .constitutive =
        { $site ->
            [none] { $Name } begins to fuse, without any signal.
            *[other] { $Name } begins to fuse at { $site }, without any signal.
        }
    .by_chance =
        { $site ->
            [none] { $Name } begins to fuse by chance, without an action potential.
            *[other]
                { $Name } begins to fuse at { $site } by chance, without an action potential.
        }
caption-hemifused =
    Hemifusion: the near leaflets are one, the contents of { $name } still inside.
    .empty = Hemifusion: the near leaflets are one. There is nothing in { $name }: it is empty.
caption-pore_opened =
    { $site ->
        [none]
            A pore opens: the inside of { $name } is now outside the cell, and transmitter
            spreads out.
        *[other]
            A pore opens at { $site }: the inside of { $name } is now outside the cell, and
            transmitter spreads out.
    }
    .constitutive =
        { $site ->
            [none] A pore opens: { $name } lets its cargo out, without any signal.
            *[other]
                A pore opens at { $site }: { $name } lets its cargo out, without any signal.
        }
    .proteins =
        { $site ->
            [none]
                A pore opens: the inside of { $name } is now outside the cell, and its proteins
                spread out.
            *[other]
                A pore opens at { $site }: the inside of { $name } is now outside the cell, and
                its proteins spread out.
        }
    .granule =
        { $site ->
            [none]
                A pore opens: what is free in { $name } leaves at once, what its core holds must
                first come off.
            *[other]
                A pore opens at { $site }: what is free in { $name } leaves at once, what its
                core holds must first come off.
        }
    .lysosome =
        { $site ->
            [none]
                A pore opens: the acid of { $name } is out at once, enzymes and waste when the
                pore is wide enough for them.
            *[other]
                A pore opens at { $site }: the acid of { $name } is out at once, enzymes and
                waste when the pore is wide enough for them.
        }
    .exosomes =
        { $site ->
            [none]
                A pore opens: no exosome of { $name } leaves before the pore is wider than the
                exosome.
            *[other]
                A pore opens at { $site }: no exosome of { $name } leaves before the pore is
                wider than the exosome.
        }
    .multivesicular =
        { $site ->
            [none]
                A pore opens, without any signal: no exosome of { $name } leaves before the pore
                is wider than the exosome.
            *[other]
                A pore opens at { $site }, without any signal: no exosome of { $name } leaves
                before the pore is wider than the exosome.
        }
    .empty =
        { $site ->
            [none]
                A pore opens: the inside of { $name } is now outside the cell. It was empty, and
                nothing comes out.
            *[other]
                A pore opens at { $site }: the inside of { $name } is now outside the cell. It
                was empty, and nothing comes out.
        }
caption-emptied =
    { $site ->
        [none] The last molecule has left { $name }.
        *[other] The last molecule has left { $name } at { $site }.
    }
    .lysosome =
        { $site ->
            [none] The last piece of waste has left { $name }: it spreads, nothing squirts it.
            *[other]
                The last piece of waste has left { $name } at { $site }: it spreads, nothing
                squirts it.
        }
    .multivesicular =
        { $site ->
            [none]
                The last exosome has left { $name }. Their coral face has faced this way all
                along.
            *[other]
                The last exosome has left { $name } at { $site }. Their coral face has faced
                this way all along.
        }
caption-collapsed =
    { $site ->
        [none]
            { $Name } has flattened into the plasma membrane: full collapse. The membrane has
            grown.
        *[other]
            { $Name } has flattened into the plasma membrane at { $site }: full collapse. The
            membrane has grown.
    }
    .lysosome =
        { $site ->
            [none]
                { $Name } has flattened into the plasma membrane: its LAMP stands there now,
                sugars outside.
            *[other]
                { $Name } has flattened into the plasma membrane at { $site }: its LAMP stands
                there now, sugars outside.
        }
    .multivesicular =
        { $site ->
            [none]
                { $Name } has flattened into the plasma membrane. The exosomes' own membrane is
                not in it: it is outside.
            *[other]
                { $Name } has flattened into the plasma membrane at { $site }. The exosomes' own
                membrane is not in it: it is outside.
        }
caption-pore_closed =
    { $site ->
        [none] The pore closes again: kiss-and-run. { $Name } goes back inside.
        *[other] The pore closes again at { $site }: kiss-and-run. { $Name } goes back inside.
    }
    .granule =
        { $site ->
            [none]
                The pore closes again: kiss-and-run. { $Name } goes back inside with what is
                left of its core.
            *[other]
                The pore closes again at { $site }: kiss-and-run. { $Name } goes back inside
                with what is left of its core.
        }
    .lysosome =
        { $site ->
            [none]
                The pore closes again: kiss-and-run. { $Name } has lost its acid, and keeps
                waste and enzymes.
            *[other]
                The pore closes again at { $site }: kiss-and-run. { $Name } has lost its acid,
                and keeps waste and enzymes.
        }
    .multivesicular =
        { $site ->
            [none]
                The pore closes again: kiss-and-run. Not one exosome of { $name } could leave.
            *[other]
                The pore closes again at { $site }: kiss-and-run. Not one exosome of { $name }
                could leave.
        }
caption-retrieved =
    { $site ->
        [none] Membrane is taken back as { $name }: endocytosis, the way back.
        *[other] Membrane is taken back at { $site } as { $name }: endocytosis, the way back.
    }
    .membrane =
        { $site ->
            [none] { $Name } is taken back: endocytosis, the way back. Others are made of it.
            *[other]
                { $Name } is taken back at { $site }: endocytosis, the way back. Others are made
                of it.
        }
caption-refilled = { $Name } is full again: its pumps have spent ATP on it.
    .proteins = { $Name } is full again.
    .granule = { $Name } is full: new from the Golgi, or filled up where it was.
    .lysosome = { $Name } is ready for use: acid again, or new with enzymes and waste.
    .multivesicular =
        { $Name } is full: exosomes have budded into its lumen, deeper in the cell.
caption-delivered =
    { $site ->
        [none] { $Name } has arrived.
        *[other] { $Name } has arrived at { $site }.
    }
    .multivesicular =
        { $site ->
            [none] { $Name } has let all its exosomes out.
            *[other] { $Name } has let all its exosomes out at { $site }.
        }
caption-action_potential =
    An action potential arrives: calcium channels open for less than a millisecond.

# What the short names of a scene's places are called in a sentence.
place-mt = microtubule { $rest }
place-af = actin filament { $rest }
place-site = release site { $rest }
place-constitutive = constitutive site { $rest }
place-retrieval = retrieval site { $rest }
