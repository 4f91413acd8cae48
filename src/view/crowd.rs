//! Beads in great numbers: one small mesh of many beads, drawn again and again,
//! and a texture that says where each of them is.
//!
//! The graphics device is handed sixteen bytes a bead in a frame and no mesh is
//! made anew, so that a million can move. Every bead of the mesh has its number,
//! every copy of the mesh its first; the shader looks the place up. That needs no
//! storage buffers, so it works on the web too.

use bevy::{
    asset::RenderAssetUsages,
    camera::visibility::NoFrustumCulling,
    mesh::MeshTag,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};

use super::{
    NM_PER_UNIT,
    sculpt::{Bead, Sculpture},
    theme::Tone,
    tissue::{Paints, Tissue},
};

/// Beads of one mesh, and texels in a row of the texture; the shader has the same
/// numbers.
const BATCH: usize = 4096;
const ROW: usize = 1024;
/// The low byte of an instance's tag says how far it has faded.
const TAG_SHIFT: u32 = 8;
/// A texel: place, and what a bead looks like; four numbers of four bytes.
const TEXEL: usize = 16;
/// Steps of light that a bead's look can tell apart; the shader has the same.
const SHADES: f32 = 15.0;

/// The beads of this frame.
#[derive(Resource, Default)]
pub struct Crowd {
    beads: Vec<[f32; 4]>,
    /// How finely those are drawn that come first.
    pub is_fine: bool,
    /// From which batch on beads are drawn how finely.
    begun: Vec<(usize, Bead)>,
}

impl Crowd {
    /// Nobody.
    pub fn clear(&mut self) {
        self.beads.clear();
        self.begun.clear();
    }

    /// One more molecule in full light, in nanometres.
    pub fn add(&mut self, at: Vec3, radius: f32) {
        self.add_toned(at, radius, Tone::Transmitter, 1.0);
    }

    /// One more bead of this tone and shade, in nanometres.
    pub fn add_toned(&mut self, at: Vec3, radius: f32, tone: Tone, shade: f32) {
        let [x, y, z] = (at / NM_PER_UNIT as f32).to_array();
        self.beads.push([x, y, z, look(radius, tone, shade)]);
    }

    /// Those that come from now on are drawn so finely.
    pub fn begin(&mut self, detail: Bead) {
        let batch = self.beads.len().div_ceil(BATCH);
        self.beads.resize(batch * BATCH, [0.0; 4]);
        self.begun.push((batch, detail));
    }

    /// Where its beads of this tone are and how large, in nanometres.
    pub(super) fn of_tone(&self, tone: Tone) -> impl Iterator<Item = (Vec3, f32)> {
        let nm = NM_PER_UNIT as f32;
        let is_of = move |look: f32| (look / (SHADES + 1.0)).floor() == tone.index();
        self.beads
            .iter()
            .filter(move |[.., look]| look.fract() > 0.0 && is_of(*look))
            .map(move |[x, y, z, look]| (Vec3::new(*x, *y, *z) * nm, look.fract() * nm))
    }

    /// How finely the beads of a batch are drawn.
    fn detail_in(&self, batch: usize) -> Bead {
        let begun = self.begun.iter().rev().find(|(from, _)| *from <= batch);
        match begun {
            Some((_, detail)) => *detail,
            None if self.is_fine => Bead::Medium,
            None => Bead::Coarse,
        }
    }
}

/// A bead's look in one number: the whole part names tone and shade, the rest is
/// its radius, which is far below a unit of view.
fn look(radius: f32, tone: Tone, shade: f32) -> f32 {
    let light = (shade.clamp(0.0, 1.0) * SHADES).round();
    let radius = (radius / NM_PER_UNIT as f32).clamp(0.0, 0.99);
    (tone as u32 as f32) * (SHADES + 1.0) + light + radius
}

/// One copy of the mesh, by its number.
#[derive(Component)]
pub(super) struct Batch(usize);

/// What is on the graphics device.
#[derive(Resource)]
pub(super) struct Copies {
    coarse: Handle<Mesh>,
    medium: Handle<Mesh>,
    fine: Handle<Mesh>,
    places: Handle<Image>,
    batches: usize,
    /// Batches that were drawn last.
    drawn: usize,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Crowd>()
        .add_systems(Startup, lay_out_copies);
}

fn lay_out_copies(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut images: ResMut<Assets<Image>>,
    mut tissues: ResMut<Assets<Tissue>>,
    paints: Res<Paints>,
) {
    let copies = Copies {
        coarse: meshes.add(batch_mesh(Bead::Coarse)),
        medium: meshes.add(batch_mesh(Bead::Medium)),
        fine: meshes.add(batch_mesh(Bead::Fine)),
        places: images.add(places_for(1)),
        batches: 1,
        drawn: 0,
    };
    if let Some(mut tissue) = tissues.get_mut(&paints.crowd) {
        tissue.places = Some(copies.places.clone());
    }
    spawn_batch(&mut commands, &copies, &paints, 0);
    commands.insert_resource(copies);
}

fn batch_mesh(detail: Bead) -> Mesh {
    let mut sculpture = Sculpture::default();
    for number in 0..BATCH {
        sculpture.numbered_ball(detail, Tone::Transmitter, number as f32);
    }
    sculpture.into_mesh()
}

fn places_for(batches: usize) -> Image {
    let size = Extent3d {
        width: ROW as u32,
        height: (batches * BATCH / ROW) as u32,
        depth_or_array_layers: 1,
    };
    Image::new(
        size,
        TextureDimension::D2,
        vec![0; batches * BATCH * TEXEL],
        TextureFormat::Rgba32Float,
        RenderAssetUsages::default(),
    )
}

fn spawn_batch(commands: &mut Commands, copies: &Copies, paints: &Paints, number: usize) {
    commands.spawn((
        Batch(number),
        Mesh3d(copies.coarse.clone()),
        MeshMaterial3d(paints.crowd.clone()),
        MeshTag((number as u32) << TAG_SHIFT),
        Visibility::Hidden,
        NoFrustumCulling,
    ));
}

/// Hands the beads of this frame to the graphics device.
pub(super) fn show_crowd(
    mut commands: Commands,
    mut copies: ResMut<Copies>,
    mut images: ResMut<Assets<Image>>,
    mut tissues: ResMut<Assets<Tissue>>,
    mut batches: Query<(&Batch, &mut Mesh3d, &mut Visibility)>,
    crowd: Res<Crowd>,
    paints: Res<Paints>,
) {
    let needed = crowd.beads.len().div_ceil(BATCH);
    if needed.max(copies.drawn) == 0 {
        return;
    }
    if needed > copies.batches {
        let more = needed.next_power_of_two();
        for number in copies.batches..more {
            spawn_batch(&mut commands, &copies, &paints, number);
        }
        copies.batches = more;
        copies.places = images.add(places_for(more));
        if let Some(mut tissue) = tissues.get_mut(&paints.crowd) {
            tissue.places = Some(copies.places.clone());
        }
    }
    if let Some(mut image) = images.get_mut(&copies.places)
        && let Some(bytes) = &mut image.data
    {
        let length = bytes.len();
        bytes.clear();
        for number in crowd.beads.iter().flatten() {
            bytes.extend_from_slice(&number.to_ne_bytes());
        }
        // The rest of the beads have no size.
        bytes.resize(length, 0);
    }
    for (batch, mut drawn, mut visibility) in &mut batches {
        let is_seen = batch.0 < needed;
        let mesh = match crowd.detail_in(batch.0) {
            Bead::Facing | Bead::Coarse => &copies.coarse,
            Bead::Medium => &copies.medium,
            Bead::Fine => &copies.fine,
        };
        visibility.set_if_neq(if is_seen {
            Visibility::Inherited
        } else {
            Visibility::Hidden
        });
        if is_seen && drawn.0 != *mesh {
            drawn.0 = mesh.clone();
        }
    }
    copies.drawn = needed;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shader_counts_as_the_crowd_does() {
        let shader = include_str!("../../assets/shaders/tissue.wgsl");
        let shades = SHADES as usize;
        for (name, number) in [
            ("CROWD_BATCH", BATCH),
            ("CROWD_ROW", ROW),
            ("CROWD_SHADES", shades),
        ] {
            let line = format!("const {name}: u32 = {number}u;");
            assert!(shader.contains(&line), "{line}");
        }
        assert!(shader.contains(&format!("tag >> {TAG_SHIFT}u")));
    }

    #[test]
    fn a_look_keeps_tone_shade_and_radius() {
        for tone in [Tone::OuterLeaflet, Tone::Transmitter, Tone::Fenestra] {
            for (radius, shade) in [(0.3, 1.0), (0.44, 0.2), (4.2, 0.0)] {
                let look = look(radius, tone, shade);
                let code = look.floor();
                assert_eq!((code / (SHADES + 1.0)).floor(), tone as u32 as f32);
                let light = code % (SHADES + 1.0) / SHADES;
                assert!((light - shade).abs() < 0.04);
                assert!(((look - code) * NM_PER_UNIT as f32 - radius).abs() < 0.01);
            }
        }
    }

    #[test]
    fn what_is_drawn_otherwise_has_batches_of_its_own() {
        let mut crowd = Crowd {
            is_fine: true,
            ..default()
        };
        crowd.add(Vec3::ZERO, 1.0);
        crowd.begin(Bead::Fine);
        crowd.begin(Bead::Coarse);
        crowd.add_toned(Vec3::ZERO, 1.0, Tone::OuterLeaflet, 1.0);
        crowd.begin(Bead::Fine);
        assert_eq!(crowd.beads.len(), 2 * BATCH);
        let details = [0, 1, 2, 3].map(|batch| crowd.detail_in(batch));
        assert_eq!(
            details,
            [Bead::Medium, Bead::Coarse, Bead::Fine, Bead::Fine]
        );
        crowd.clear();
        assert_eq!(crowd.detail_in(1), Bead::Medium);
        crowd.is_fine = false;
        assert_eq!(crowd.detail_in(0), Bead::Coarse);
    }
}
