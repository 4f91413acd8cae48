//! Binary glTF (`.glb`) of a piece of membrane, by the crate `gltf-json`.
//!
//! glTF counts in metres; one nanometre becomes one metre, so that programs
//! show the model at a size they are made for. The asset says so.

use std::collections::BTreeMap;

use gltf_json::{
    Accessor, Asset, Buffer, Index, Material, Mesh, Node, Root, Scene,
    accessor::{ComponentType, GenericComponentType, Type},
    buffer::{Stride, Target, View},
    material::{PbrBaseColorFactor, PbrMetallicRoughness, StrengthFactor},
    mesh::{Mode, Primitive, Semantic},
    validation::{Checked::Valid, USize64},
};
use thiserror::Error;

use crate::geometry::revolution::{ClosedBilayer, Revolved};

/// The colours of the two leaflets and of the core at a cut, linear RGB of the
/// light theme's coral and cream and of a pale core.
const CORAL: [f32; 3] = [0.694, 0.141, 0.078];
const CREAM: [f32; 3] = [0.694, 0.552, 0.275];
const CORE: [f32; 3] = [0.75, 0.70, 0.66];

/// A glTF file could not be put together.
#[derive(Debug, Error)]
#[error("the mesh could not be written as glTF: {0}")]
pub struct GltfError(#[from] gltf_json::Error);

/// The bytes of a `.glb` file with the closed bilayer: a mesh of three
/// primitives named by their materials.
///
/// # Errors
/// The JSON part could not be written.
pub fn glb(bilayer: &ClosedBilayer, name: &str) -> Result<Vec<u8>, GltfError> {
    let mut file = File::default();
    for (parts, material, colour) in [
        (&bilayer.lumenal[..], "lumenal leaflet", CORAL),
        (&bilayer.cytosolic[..], "cytosolic leaflet", CREAM),
        (
            std::slice::from_ref(&bilayer.edge),
            "core at the edge",
            CORE,
        ),
    ] {
        let material = file.add_material(material, colour);
        for part in parts {
            file.add_primitive(part, material);
        }
    }
    file.finish(name)
}

/// A glTF file in the making.
#[derive(Default)]
struct File {
    root: Root,
    bytes: Vec<u8>,
    primitives: Vec<Primitive>,
}

impl File {
    fn add_material(&mut self, name: &str, [red, green, blue]: [f32; 3]) -> Index<Material> {
        self.root.push(Material {
            name: Some(name.to_owned()),
            double_sided: true,
            pbr_metallic_roughness: PbrMetallicRoughness {
                base_color_factor: PbrBaseColorFactor([red, green, blue, 1.0]),
                metallic_factor: StrengthFactor(0.0),
                roughness_factor: StrengthFactor(0.7),
                ..Default::default()
            },
            ..Default::default()
        })
    }

    fn add_primitive(&mut self, part: &Revolved, material: Index<Material>) {
        let narrowed = |vectors: &[bevy::math::DVec3]| -> Vec<[f32; 3]> {
            vectors
                .iter()
                .map(|vector| vector.as_vec3().to_array())
                .collect()
        };
        let positions = self.add_vectors(&narrowed(&part.positions), true);
        let normals: Vec<[f32; 3]> = part
            .normals
            .iter()
            .map(|normal| normal.as_vec3().normalize().to_array())
            .collect();
        let normals = self.add_vectors(&normals, false);
        let indices = self.add_indices(&part.triangles);
        self.primitives.push(Primitive {
            attributes: BTreeMap::from([
                (Valid(Semantic::Positions), positions),
                (Valid(Semantic::Normals), normals),
            ]),
            indices: Some(indices),
            material: Some(material),
            mode: Valid(Mode::Triangles),
            targets: None,
            extensions: None,
            extras: Default::default(),
        });
    }

    fn add_vectors(&mut self, vectors: &[[f32; 3]], with_bounds: bool) -> Index<Accessor> {
        let start = self.bytes.len();
        for component in vectors.iter().flatten() {
            self.bytes.extend(component.to_le_bytes());
        }
        let bound = |pick: fn(f32, f32) -> f32| {
            let corner = vectors
                .iter()
                .copied()
                .reduce(|a, b| [pick(a[0], b[0]), pick(a[1], b[1]), pick(a[2], b[2])]);
            corner
                .filter(|_| with_bounds)
                .map(|corner| gltf_json::Value::from(corner.to_vec()))
        };
        let (min, max) = (bound(f32::min), bound(f32::max));
        let view = self.add_view(start, Target::ArrayBuffer, Some(Stride(12)));
        self.root.push(Accessor {
            min,
            max,
            ..accessor(view, vectors.len(), ComponentType::F32, Type::Vec3)
        })
    }

    fn add_indices(&mut self, triangles: &[[u32; 3]]) -> Index<Accessor> {
        let start = self.bytes.len();
        for index in triangles.iter().flatten() {
            self.bytes.extend(index.to_le_bytes());
        }
        let view = self.add_view(start, Target::ElementArrayBuffer, None);
        let count = 3 * triangles.len();
        self.root
            .push(accessor(view, count, ComponentType::U32, Type::Scalar))
    }

    fn add_view(&mut self, start: usize, target: Target, stride: Option<Stride>) -> Index<View> {
        self.root.push(View {
            buffer: Index::new(0),
            byte_length: USize64::from(self.bytes.len() - start),
            byte_offset: Some(USize64::from(start)),
            byte_stride: stride,
            target: Some(Valid(target)),
            name: None,
            extensions: None,
            extras: Default::default(),
        })
    }

    /// Header, JSON chunk and binary chunk, each padded to four bytes.
    fn finish(mut self, name: &str) -> Result<Vec<u8>, GltfError> {
        self.root.push(Buffer {
            byte_length: USize64::from(self.bytes.len()),
            name: None,
            uri: None,
            extensions: None,
            extras: Default::default(),
        });
        let mesh = self.root.push(Mesh {
            primitives: std::mem::take(&mut self.primitives),
            name: Some(name.to_owned()),
            weights: None,
            extensions: None,
            extras: Default::default(),
        });
        let node = self.root.push(Node {
            mesh: Some(mesh),
            name: Some(name.to_owned()),
            ..Default::default()
        });
        let scene = self.root.push(Scene {
            nodes: vec![node],
            name: None,
            extensions: None,
            extras: Default::default(),
        });
        self.root.scene = Some(scene);
        self.root.asset = Asset {
            generator: Some("Exoscope; one unit is one nanometre".to_owned()),
            ..Default::default()
        };
        let mut json = self.root.to_string()?.into_bytes();
        json.resize(json.len().next_multiple_of(4), b' ');
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        let total = 12 + 8 + json.len() + 8 + self.bytes.len();
        let mut file = Vec::with_capacity(total);
        file.extend(b"glTF");
        for word in [2, total as u32, json.len() as u32] {
            file.extend(word.to_le_bytes());
        }
        file.extend(b"JSON");
        file.extend(json);
        file.extend((self.bytes.len() as u32).to_le_bytes());
        file.extend(b"BIN\0");
        file.extend(self.bytes);
        Ok(file)
    }
}

fn accessor(view: Index<View>, count: usize, component: ComponentType, kind: Type) -> Accessor {
    Accessor {
        buffer_view: Some(view),
        byte_offset: Some(USize64(0)),
        count: USize64::from(count),
        component_type: Valid(GenericComponentType(component)),
        type_: Valid(kind),
        min: None,
        max: None,
        name: None,
        normalized: false,
        sparse: None,
        extensions: None,
        extras: Default::default(),
    }
}
