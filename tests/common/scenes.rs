//! A test for each scene, and none left out.

/// Makes a test of every scene's name, which calls what is named with it, and one that
/// misses a built-in scene that has none.
macro_rules! in_every_scene {
    ($call:ident) => {
        in_every_scene!(
            $call: amperometry,
            calcium_clamp,
            chromaffin_cell,
            cleft_box,
            endocrine_cell,
            secretory_cell,
            synaptic_bouton,
            two_pathways,
            waste_disposal
        );
    };
    ($call:ident: $($scene:ident),*) => {
        $(
            #[test]
            fn $scene() {
                $call(stringify!($scene));
            }
        )*

        #[test]
        fn no_scene_is_left_out() {
            let held = [$(stringify!($scene)),*];
            for built_in in exoscope::scene::built_in() {
                assert!(held.contains(&built_in.name), "{}", built_in.name);
            }
        }
    };
}
