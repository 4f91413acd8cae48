//! The studio: lamps that go with the camera, haze that grows with depth, and
//! the background behind everything.

use bevy::{
    asset::RenderAssetUsages,
    camera::visibility::NoFrustumCulling,
    light::{DirectionalLightShadowMap, PointLightShadowMap},
    mesh::PrimitiveTopology,
    prelude::*,
};

use super::{
    NM_PER_UNIT, ViewSettings, ViewSystems,
    camera::{CameraRig, PictureCamera, PixelSize},
    potential::Depolarised,
    theme::{Light, Theme},
    tissue::{MOST_CONTACTS, Paint, Paints, Tissue},
};

/// How far a body shades, in its radii; the shader's number.
const CONTACT_REACH: f32 = 3.2;

/// Below this many nanometres a pixel in the middle, heads and tails of lipids are
/// painted: they have faded at a third of it, so nothing changes suddenly.
const FINE_NM_PER_PIXEL: f32 = 1.2;

/// Bodies that shade the membrane under them: centre and radius in nanometres.
#[derive(Resource, Default)]
pub struct Contacts(pub Vec<(Vec3, f32)>);

/// How strongly calcium glows, 0 to 1.
#[derive(Resource, Default)]
pub struct Glow(pub f32);

/// The engine keeps maps of shadows even where no light casts any, as here: this many
/// points a side.
const NO_SHADOWS: usize = 16;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Contacts>()
        .init_resource::<Glow>()
        .insert_resource(ClearColor(Color::BLACK))
        .insert_resource(DirectionalLightShadowMap { size: NO_SHADOWS })
        .insert_resource(PointLightShadowMap { size: NO_SHADOWS })
        .add_systems(Startup, hang_backdrop)
        .add_systems(
            PostUpdate,
            (
                follow_theme.before(ViewSystems::Camera),
                light_everything.in_set(ViewSystems::Light),
            ),
        );
}

fn hang_backdrop(mut commands: Commands, mut meshes: ResMut<Assets<Mesh>>, paints: Res<Paints>) {
    let corners = vec![[-1.0, -1.0, 0.0], [3.0, -1.0, 0.0], [-1.0, 3.0, 0.0]];
    let mesh = Mesh::new(
        PrimitiveTopology::TriangleList,
        RenderAssetUsages::RENDER_WORLD,
    )
    .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, corners)
    .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, vec![[0.0, 0.0, 1.0]; 3])
    .with_inserted_attribute(Mesh::ATTRIBUTE_UV_0, vec![[0.0, 1.0]; 3])
    .with_inserted_attribute(Mesh::ATTRIBUTE_UV_1, vec![[0.0, 0.0]; 3]);
    commands.spawn((
        Mesh3d(meshes.add(mesh)),
        MeshMaterial3d(paints.backdrop.clone()),
        NoFrustumCulling,
    ));
}

fn follow_theme(settings: Res<ViewSettings>, mut theme: ResMut<Theme>) {
    if settings.theme != theme.name {
        *theme = Theme::named(settings.theme).clone();
    }
}

fn light_everything(
    theme: Res<Theme>,
    rig: Res<CameraRig>,
    contacts: Res<Contacts>,
    glow: Res<Glow>,
    depolarised: Res<Depolarised>,
    paints: Res<Paints>,
    mut tissues: ResMut<Assets<Tissue>>,
    pixels: PixelSize,
    stands: Query<&Transform, With<PictureCamera>>,
) {
    let Ok(stand) = stands.single() else {
        return;
    };
    let pose = rig.pose;
    let distance = pose.distance / NM_PER_UNIT as f32;
    let pixel_nm = pixels.per_nm() * NM_PER_UNIT as f32;
    let lamp = |light: &Light, extra: f32| (stand.rotation * light.direction).extend(extra);
    let within = ball_around(&contacts.0);
    for handle in paints.all() {
        let Some(mut tissue) = tissues.get_mut(handle) else {
            continue;
        };
        let paint = tissue.paint;
        tissue.is_fine = pixel_nm * distance < FINE_NM_PER_PIXEL;
        let studio = &mut tissue.studio;
        for (index, slot) in studio.palette.iter_mut().enumerate() {
            *slot = LinearRgba::from(theme.palette()[index]).to_vec4();
        }
        studio.background_low = LinearRgba::from(theme.background_low).to_vec4();
        studio.background_high = LinearRgba::from(theme.background_high).to_vec4();
        studio.key = lamp(&theme.key, theme.gloss);
        studio.key_colour = theme.key.colour.extend(0.0);
        studio.fill = lamp(&theme.fill, theme.ink);
        studio.fill_colour = theme.fill.colour.extend(0.0);
        studio.rim = lamp(&theme.rim, distance);
        studio.wall = theme.wall;
        // On paper light can't be added: it is painted over.
        let over = f32::from(u8::from(theme.background_high.luminance() > 0.5));
        studio.rim_colour = theme.rim.colour.extend(over);
        studio.sky = theme.sky.extend(0.0);
        studio.ground = theme.ground.extend(0.0);
        studio.haze = Vec4::new(distance * 1.04, distance * 0.30 + 0.8, theme.fog, pixel_nm);
        let mut strength = 1000.0;
        let scale = NM_PER_UNIT as f32;
        studio.contacts_within = within / scale;
        for (slot, (centre, radius)) in studio.contacts.iter_mut().zip(&contacts.0) {
            *slot = (*centre / scale).extend(radius / scale);
        }
        studio.depolarised = (depolarised.per_nm * scale).extend(depolarised.share);
        studio.potential_colour = LinearRgba::from(theme.potential).to_vec4();
        if paint == Paint::Glow {
            strength *= glow.0;
        }
        studio.counts = UVec4::new(
            contacts.0.len().min(MOST_CONTACTS) as u32,
            strength as u32,
            0,
            0,
        );
    }
}

/// A ball that holds everything the first contacts can shade.
fn ball_around(contacts: &[(Vec3, f32)]) -> Vec4 {
    let told = &contacts[..contacts.len().min(MOST_CONTACTS)];
    let (low, high) = told.iter().fold(
        (Vec3::INFINITY, Vec3::NEG_INFINITY),
        |(low, high), (centre, radius)| {
            let reach = Vec3::splat(radius * CONTACT_REACH);
            (low.min(*centre - reach), high.max(*centre + reach))
        },
    );
    if told.is_empty() {
        return Vec4::ZERO;
    }
    (0.5 * (low + high)).extend(0.5 * (high - low).length())
}
