//! Files for other programs: meshes for slides and for checking.

pub mod gltf;
