//! The one material that everything is painted with.
//!
//! A mesh names a [`Tone`] and a shade for each vertex; the light of the
//! studio, the depth haze and the contours are the same for all. One material
//! means that hundreds of vesicles are a handful of draws, and that a theme
//! changes with one write.

use bevy::{
    asset::{load_internal_asset, uuid_handle},
    camera::visibility::NoFrustumCulling,
    mesh::MeshVertexBufferLayoutRef,
    pbr::{MaterialPipeline, MaterialPipelineKey},
    prelude::*,
    render::render_resource::{
        AsBindGroup, RenderPipelineDescriptor, ShaderType, SpecializedMeshPipelineError,
    },
    shader::ShaderRef,
};

use super::{
    sculpt::{Point, Sculpture},
    theme::Tone,
};

const SHADER: Handle<Shader> = uuid_handle!("6b1f0c0e-52e8-4d0b-9f3b-0a7f3f8c2a11");

/// Most bodies that may shade the membrane under them.
pub const MOST_CONTACTS: usize = 24;

/// How a surface is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Paint {
    /// Opaque, front faces only.
    Solid,
    /// The same with the leaflets and the section of a membrane, and the wall's
    /// quiet where it is part of it.
    Body,
    /// The same with the pattern of a microtubule.
    Track,
    /// The same for many beads, each where a texture says.
    Crowd,
    /// A membrane: opaque, shaded where something rests on it.
    Sheet,
    /// Where it is cut.
    Section,
    /// A membrane that is looked through: clear where it faces the viewer.
    Glass,
    /// Light, added to what is behind it.
    Glow,
    /// Flat colour without light, for marks.
    Mark,
    /// The background.
    Backdrop,
}

impl Paint {
    fn shader_name(self) -> &'static str {
        match self {
            Self::Solid => "PAINT_SOLID",
            Self::Body => "PAINT_BODY",
            Self::Track => "PAINT_TRACK",
            Self::Crowd => "PAINT_CROWD",
            Self::Sheet => "PAINT_SHEET",
            Self::Section => "PAINT_SECTION",
            Self::Glass => "PAINT_GLASS",
            Self::Glow => "PAINT_GLOW",
            Self::Mark => "PAINT_MARK",
            Self::Backdrop => "PAINT_BACKDROP",
        }
    }

    /// Whether leaflets of membranes are painted with it.
    fn has_leaflets(self) -> bool {
        matches!(self, Self::Body | Self::Sheet | Self::Glass)
    }

    /// Whether sections of membranes are.
    fn has_sections(self) -> bool {
        matches!(self, Self::Body | Self::Section)
    }
}

/// What the shader knows, in view units. Padded to 16 bytes throughout.
#[derive(Clone, Debug, ShaderType)]
pub struct Studio {
    pub palette: [Vec4; Tone::COUNT],
    pub background_low: Vec4,
    pub background_high: Vec4,
    /// Directions in world space; `w` of the key is the gloss, of the fill
    /// the ink, of the rim the distance of what is looked at.
    pub key: Vec4,
    pub key_colour: Vec4,
    pub fill: Vec4,
    pub fill_colour: Vec4,
    pub rim: Vec4,
    pub rim_colour: Vec4,
    pub sky: Vec4,
    pub ground: Vec4,
    /// Distance where haze begins, its scale, its most, and the pixels' size
    /// in nanometres at unit distance.
    pub haze: Vec4,
    /// Centre and radius of each body near the membrane.
    pub contacts: [Vec4; MOST_CONTACTS],
    /// A ball that holds all places shaded by contacts.
    pub contacts_within: Vec4,
    /// Light on the cell's inner wall far behind what is looked at, and close to
    /// it.
    pub wall: Vec4,
    /// By how much of an action potential's height the cell's membrane is
    /// depolarised at the origin, and by how much more a unit on each way.
    pub depolarised: Vec4,
    pub potential_colour: Vec4,
    /// Number of contacts, strength in per mille, nothing.
    pub counts: UVec4,
}

impl Default for Studio {
    fn default() -> Self {
        Self {
            palette: [Vec4::ONE; Tone::COUNT],
            background_low: Vec4::ZERO,
            background_high: Vec4::ZERO,
            key: Vec4::Y,
            key_colour: Vec4::ONE,
            fill: Vec4::X,
            fill_colour: Vec4::ZERO,
            rim: Vec4::NEG_Z,
            rim_colour: Vec4::ZERO,
            sky: Vec4::ZERO,
            ground: Vec4::ZERO,
            haze: Vec4::new(1e6, 1.0, 0.0, 0.1),
            contacts: [Vec4::ZERO; MOST_CONTACTS],
            contacts_within: Vec4::ZERO,
            wall: Vec4::ONE,
            depolarised: Vec4::ZERO,
            potential_colour: Vec4::ONE,
            counts: UVec4::ZERO,
        }
    }
}

/// The material.
#[derive(Asset, TypePath, AsBindGroup, Clone, Debug)]
#[bind_group_data(PaintKey)]
pub struct Tissue {
    #[uniform(0)]
    pub studio: Studio,
    /// Where the beads of a crowd are, in view units, and their radii.
    #[texture(1, sample_type = "float", filterable = false, visibility(vertex))]
    pub places: Option<Handle<Image>>,
    pub paint: Paint,
    /// Whether pixels are small enough for the heads and tails of lipids.
    pub is_fine: bool,
    /// Whether an instance's tag says how much of it is seen through.
    is_fading: bool,
}

impl Tissue {
    fn new(paint: Paint) -> Self {
        let studio = Studio {
            counts: UVec4::new(0, 1000, 0, 0),
            ..default()
        };
        Self {
            studio,
            places: None,
            paint,
            is_fine: false,
            is_fading: false,
        }
    }

    /// For what gives way to something behind it.
    fn fading(paint: Paint) -> Self {
        Self {
            is_fading: true,
            ..Self::new(paint)
        }
    }
}

/// What a pipeline must be made anew for.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PaintKey {
    paint: Paint,
    is_fine: bool,
    is_fading: bool,
}

impl From<&Tissue> for PaintKey {
    fn from(tissue: &Tissue) -> Self {
        Self {
            paint: tissue.paint,
            is_fine: tissue.is_fine && (tissue.paint.has_leaflets() || tissue.paint.has_sections()),
            is_fading: tissue.is_fading,
        }
    }
}

impl Material for Tissue {
    fn vertex_shader() -> ShaderRef {
        SHADER.into()
    }

    fn fragment_shader() -> ShaderRef {
        SHADER.into()
    }

    fn alpha_mode(&self) -> AlphaMode {
        match self.paint {
            Paint::Glass => AlphaMode::Blend,
            Paint::Glow => AlphaMode::Add,
            _ => AlphaMode::Opaque,
        }
    }

    fn enable_prepass() -> bool {
        false
    }

    fn enable_shadows() -> bool {
        false
    }

    fn specialize(
        _pipeline: &MaterialPipeline,
        descriptor: &mut RenderPipelineDescriptor,
        _layout: &MeshVertexBufferLayoutRef,
        key: MaterialPipelineKey<Self>,
    ) -> Result<(), SpecializedMeshPipelineError> {
        let PaintKey {
            paint,
            is_fine,
            is_fading,
        } = key.bind_group_data;
        if matches!(paint, Paint::Glow | Paint::Mark | Paint::Backdrop) {
            descriptor.primitive.cull_mode = None;
        }
        // Each paint has its own, so that none pays for what only others have: a
        // software device works out both sides of every branch.
        let leaflets = paint.has_leaflets().then_some("HAS_LEAFLETS");
        let sections = paint.has_sections().then_some("HAS_SECTIONS");
        let fine = is_fine.then_some("PAINT_FINE");
        let fading = is_fading.then_some("IS_FADING");
        for name in [Some(paint.shader_name()), leaflets, sections, fine, fading]
            .into_iter()
            .flatten()
        {
            descriptor.vertex.shader_defs.push(name.into());
            if let Some(fragment) = &mut descriptor.fragment {
                fragment.shader_defs.push(name.into());
            }
        }
        Ok(())
    }
}

/// The few instances of the material.
#[derive(Resource, Clone, Debug)]
pub struct Paints {
    pub solid: Handle<Tissue>,
    pub body: Handle<Tissue>,
    pub fading_solid: Handle<Tissue>,
    pub fading_body: Handle<Tissue>,
    pub track: Handle<Tissue>,
    pub crowd: Handle<Tissue>,
    pub sheet: Handle<Tissue>,
    pub section: Handle<Tissue>,
    pub glass: Handle<Tissue>,
    pub glow: Handle<Tissue>,
    pub mark: Handle<Tissue>,
    pub backdrop: Handle<Tissue>,
}

impl Paints {
    /// Every one of them.
    pub fn all(&self) -> [&Handle<Tissue>; 12] {
        [
            &self.solid,
            &self.body,
            &self.fading_solid,
            &self.fading_body,
            &self.track,
            &self.crowd,
            &self.sheet,
            &self.section,
            &self.glass,
            &self.glow,
            &self.mark,
            &self.backdrop,
        ]
    }
}

pub(super) fn plugin(app: &mut App) {
    load_internal_asset!(
        app,
        SHADER,
        "../../assets/shaders/tissue.wgsl",
        Shader::from_wgsl
    );
    app.add_plugins(MaterialPlugin::<Tissue>::default());
    let mut tissues = app.world_mut().resource_mut::<Assets<Tissue>>();
    let paints = Paints {
        solid: tissues.add(Tissue::new(Paint::Solid)),
        body: tissues.add(Tissue::new(Paint::Body)),
        fading_solid: tissues.add(Tissue::fading(Paint::Solid)),
        fading_body: tissues.add(Tissue::fading(Paint::Body)),
        track: tissues.add(Tissue::new(Paint::Track)),
        crowd: tissues.add(Tissue::new(Paint::Crowd)),
        sheet: tissues.add(Tissue::new(Paint::Sheet)),
        section: tissues.add(Tissue::new(Paint::Section)),
        glass: tissues.add(Tissue::new(Paint::Glass)),
        glow: tissues.add(Tissue::new(Paint::Glow)),
        mark: tissues.add(Tissue::new(Paint::Mark)),
        backdrop: tissues.add(Tissue::new(Paint::Backdrop)),
    };
    app.insert_resource(paints)
        .add_systems(Startup, rehearse_fine_paints);
}

/// Draws nothing with the paints that are needed once the camera comes near, or once
/// something gives way, so
/// that they are ready and nothing is missing from the picture meanwhile.
fn rehearse_fine_paints(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut tissues: ResMut<Assets<Tissue>>,
) {
    let mut sculpture = Sculpture::default();
    let point = sculpture.point(Point::new(Vec3::ZERO, Vec3::Z, Tone::OuterLeaflet));
    sculpture.triangle(point, point, point);
    let mesh = meshes.add(sculpture.into_mesh());
    let fine = [Paint::Body, Paint::Sheet, Paint::Section, Paint::Glass].map(|paint| Tissue {
        is_fine: true,
        ..Tissue::new(paint)
    });
    let fading = [Paint::Solid, Paint::Body].map(Tissue::fading);
    let finely_fading = Tissue {
        is_fine: true,
        ..Tissue::fading(Paint::Body)
    };
    for tissue in fine.into_iter().chain(fading).chain([finely_fading]) {
        commands.spawn((
            Mesh3d(mesh.clone()),
            MeshMaterial3d(tissues.add(tissue)),
            NoFrustumCulling,
        ));
    }
}
