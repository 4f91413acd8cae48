# Notes that stand in the picture while something is drawn otherwise than it is.

note-calm = Motion calmed: { $percent } % of the jitter drawn
note-still = Motion calmed: no jitter drawn
note-crowd = Proteins of the cytosol behind what is looked at: each one
note-crowd_some = Proteins of the cytosol behind what is looked at: 1 in { $n }
note-crowd_far = Proteins of the cytosol: go nearer to see them
