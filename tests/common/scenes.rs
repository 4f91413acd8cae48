//! A test for each scene, and none left out.

/// Makes a test of every scene's name, which calls what is named first with the name
/// and with whatever stands behind it; and one that misses a built-in scene that has
/// none.
macro_rules! in_every_scene {
    ($call:ident: $($scene:ident $(($($more:expr),*))?),* $(,)?) => {
        $(
            #[test]
            fn $scene() {
                $call(stringify!($scene) $($(, $more)*)?);
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
