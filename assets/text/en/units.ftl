# Units that are words; those that are symbols stand as they are.

unit-action_potentials = action potentials
unit-bodies = bodies
unit-channels = channels
unit-complexes = complexes
unit-copies = copies
unit-molecules = molecules
unit-of_the_lumen = of the lumen
unit-of_the_mean = of the mean
unit-receptors = receptors
