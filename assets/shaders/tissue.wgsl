// Everything in the picture: studio light, depth haze, drawn contours, and
// the fine structure of membranes and tracks, which fades out before it would
// shimmer. Colours come from a palette, so that a theme is one write.

#import bevy_pbr::{
    mesh_functions,
    mesh_view_bindings::view,
    view_transformations::position_world_to_clip,
}

const TONES: u32 = 47u;
const MOST_CONTACTS: u32 = 24u;

const TONE_OUTER: u32 = 0u;
const TONE_CYTOSOLIC: u32 = 1u;
const TONE_CORE: u32 = 2u;
const TONE_POST_OUTER: u32 = 3u;
const TONE_POST_INNER: u32 = 4u;
const TONE_POST_CORE: u32 = 5u;
const TONE_MICROTUBULE: u32 = 6u;
const TONE_SECTION: u32 = 36u;
const TONE_POST_SECTION: u32 = 37u;
const TONE_CYTOSOL_PROTEIN: u32 = 46u;

// Beads of one mesh of a crowd, texels in a row of the texture of places, and
// steps of light.
const CROWD_BATCH: u32 = 4096u;
const CROWD_ROW: u32 = 1024u;
const CROWD_SHADES: u32 = 15u;

const NM_PER_UNIT: f32 = 100.0;
const TAU: f32 = 6.2831853;

struct Studio {
    palette: array<vec4<f32>, TONES>,
    background_low: vec4<f32>,
    background_high: vec4<f32>,
    key: vec4<f32>,
    key_colour: vec4<f32>,
    fill: vec4<f32>,
    fill_colour: vec4<f32>,
    rim: vec4<f32>,
    rim_colour: vec4<f32>,
    sky: vec4<f32>,
    ground: vec4<f32>,
    haze: vec4<f32>,
    contacts: array<vec4<f32>, MOST_CONTACTS>,
    contacts_within: vec4<f32>,
    wall: vec4<f32>,
    depolarised: vec4<f32>,
    potential_colour: vec4<f32>,
    counts: vec4<u32>,
}

@group(#{MATERIAL_BIND_GROUP}) @binding(0) var<uniform> studio: Studio;

#ifdef PAINT_CROWD
// Place and look of every bead: tone and shade in the whole part of a number,
// its radius in the rest.
@group(#{MATERIAL_BIND_GROUP}) @binding(1) var places: texture_2d<f32>;
#endif

struct Vertex {
    @builtin(instance_index) instance_index: u32,
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    // Tone and shade (1 is open to the light, 0 deep in a hollow).
    @location(2) uv: vec2<f32>,
    // Pattern: along and across, in nanometres or repeats.
    @location(3) uv_b: vec2<f32>,
}

struct Varying {
    @builtin(position) position: vec4<f32>,
    @location(0) world_position: vec3<f32>,
    @location(1) world_normal: vec3<f32>,
    @location(2) paint: vec2<f32>,
    @location(3) pattern: vec2<f32>,
    @location(4) albedo: vec3<f32>,
    // Light that does not depend on who looks, but for the wall's quiet.
    @location(5) light: vec3<f32>,
    // What is left of it in a hollow, for rim and gloss.
    @location(6) open: f32,
    // How much of the background lies over it: haze, and what has faded.
    @location(7) veil: f32,
#ifdef IS_FADING
    // How much of it is seen through.
    @location(8) @interpolate(flat) given_way: f32,
#endif
}

// How much of the light above a point of the membrane is taken by bodies
// resting near it.
fn contact_shade(world: vec3<f32>, normal: vec3<f32>) -> f32 {
    let from_all = world - studio.contacts_within.xyz;
    if dot(from_all, from_all) > studio.contacts_within.w * studio.contacts_within.w {
        return 1.0;
    }
    var taken = 0.0;
    for (var i = 0u; i < studio.counts.x; i++) {
        let body = studio.contacts[i];
        let way = body.xyz - world;
        let far2 = dot(way, way);
        let reach = 3.2 * body.w;
        if far2 < reach * reach {
            let far = sqrt(far2);
            let above = max(dot(normal, way / far), 0.0);
            taken += above * min(body.w * body.w / far2, 1.0) * (1.0 - far / reach);
        }
    }
    return 1.0 - min(0.75 * taken, 0.68);
}

// By depth, not by distance: what lies beside the middle is as near.
fn depth_of(world: vec3<f32>) -> f32 {
    return dot(view.world_position - world, view.world_from_view[2].xyz);
}

fn haze_at(world: vec3<f32>) -> f32 {
    let beyond = max(depth_of(world) - studio.haze.x, 0.0);
    return studio.haze.z * (1.0 - exp(-beyond / studio.haze.y));
}

// By how much of an action potential's height the membrane is depolarised there.
fn depolarised(world: vec3<f32>) -> f32 {
    return clamp(dot(studio.depolarised.xyz, world) + studio.depolarised.w, 0.0, 1.0);
}

// Ambient light, key and fill.
fn diffuse(normal: vec3<f32>, shade: f32) -> vec3<f32> {
    let key = max((dot(normal, studio.key.xyz) + 0.30) / 1.30, 0.0);
    let fill = max((dot(normal, studio.fill.xyz) + 0.45) / 1.45, 0.0);
    let ambient = mix(studio.ground.rgb, studio.sky.rgb, 0.5 + 0.5 * normal.y);
    let open = openness(shade);
    return ambient * open * mix(0.75, 1.0, shade)
        + studio.key_colour.rgb * key * open
        + studio.fill_colour.rgb * fill * open;
}

// Light thrown back from below onto faces that are looked at from there, so that
// the side that is outside is known by its colour from below as well.
const THROWN_BACK: f32 = 0.40;

fn from_below(normal: vec3<f32>, shade: f32) -> vec3<f32> {
    return studio.key_colour.rgb * (THROWN_BACK * max(-normal.y, 0.0) * openness(shade));
}

fn openness(shade: f32) -> f32 {
    return mix(0.35, 1.0, shade);
}

@vertex
fn vertex(in: Vertex) -> Varying {
    var out: Varying;
    out.paint = in.uv;
    out.pattern = in.uv_b;
    let tag = mesh_functions::get_tag(in.instance_index);
    out.albedo = vec3<f32>(1.0);
    out.light = vec3<f32>(1.0);
    out.open = 1.0;
    out.veil = 0.0;
#ifdef PAINT_BACKDROP
    // A triangle over the whole picture, behind everything.
    out.position = vec4<f32>(in.position.xy, 0.0, 1.0);
    out.world_position = vec3<f32>(0.0);
    out.world_normal = vec3<f32>(0.0, 0.0, 1.0);
    return out;
#else
    var local = in.position;
#ifdef PAINT_CROWD
    let number = (tag >> 8u) * CROWD_BATCH + u32(in.uv_b.x + 0.5);
    let texel = vec2<i32>(i32(number % CROWD_ROW), i32(number / CROWD_ROW));
    let place = textureLoad(places, texel, 0);
    let code = floor(place.w);
    let bead_tone = floor(code / f32(CROWD_SHADES + 1u));
    let light = (code - bead_tone * f32(CROWD_SHADES + 1u)) / f32(CROWD_SHADES);
    local = place.xyz + in.position * (place.w - code);
    out.paint = vec2<f32>(bead_tone, light);
    out.pattern = vec2<f32>(0.0);
#endif
    let world_from_local = mesh_functions::get_world_from_local(in.instance_index);
    let world = mesh_functions::mesh_position_local_to_world(
        world_from_local, vec4<f32>(local, 1.0));
    out.world_position = world.xyz;
    out.world_normal = mesh_functions::mesh_normal_local_to_world(in.normal, in.instance_index);
    out.position = position_world_to_clip(world.xyz);
    // All corners of a triangle have one tone.
    let tone = u32(out.paint.x + 0.5);
    out.albedo = studio.palette[min(tone, TONES - 1u)].rgb;
    // Meshes of membranes are finer than the shade of what rests on them.
#ifdef PAINT_SHEET
    out.paint.y *= contact_shade(world.xyz, normalize(out.world_normal));
#endif
#ifdef PAINT_BODY
    if tone == TONE_CYTOSOLIC && in.uv_b.x > 0.02 {
        let taken = contact_shade(world.xyz, normalize(out.world_normal));
        out.paint.y *= mix(1.0, taken, in.uv_b.x);
    }
#endif
    out.light = diffuse(normalize(out.world_normal), out.paint.y);
    out.open = openness(out.paint.y);
    // What lies far behind what is looked at is dimmer, and steps back together
    // with the floor that it stands on.
    let beyond = smoothstep(0.95, 1.80, depth_of(world.xyz) / studio.rim.w);
    var quiet = mix(vec3<f32>(1.0), 0.5 + 0.5 * studio.wall.rgb / studio.wall.w, beyond);
#ifdef HAS_LEAFLETS
    if tone == TONE_OUTER {
        out.light += from_below(normalize(out.world_normal), out.paint.y);
    }
#ifdef PAINT_SHEET
    // Organelles' cytosolic faces too, as far as they are no wall.
    if tone == TONE_CYTOSOLIC {
        out.light += from_below(normalize(out.world_normal), out.paint.y) * (1.0 - in.uv_b.x);
    }
#endif
    // The wall of the cell is kept quieter than what lies in it: before what is
    // looked at and close to it in the membrane's own colour.
    if tone == TONE_CYTOSOLIC {
        let is_wall = clamp(in.uv_b.x, 0.0, 1.0);
        let wall = mix(vec3<f32>(studio.wall.w), studio.wall.rgb, beyond);
        quiet = mix(quiet, wall, is_wall);
        // By how much it shines.
        out.pattern.x = is_wall * depolarised(world.xyz);
    }
#endif
    out.light *= quiet;
    out.open *= quiet.g;
    // The tag's low byte is how far an instance has faded into the background.
    let faded = f32(tag & 255u) / 255.0;
#ifdef IS_FADING
    out.given_way = faded;
    out.veil = haze_at(world.xyz);
#else
    out.veil = 1.0 - (1.0 - haze_at(world.xyz)) * (1.0 - faded);
#endif
#ifdef PAINT_SHEET
    // Where the membrane fades out; the outer face only beyond what is looked at.
    let ends = select(1.0, smoothstep(1.0, 1.2, depth_of(world.xyz) / studio.rim.w),
        tone == TONE_OUTER);
    out.veil = 1.0 - (1.0 - out.veil) * (1.0 - ends * in.uv_b.y);
#endif
#ifdef PAINT_SECTION
    out.veil = 1.0 - (1.0 - out.veil) * in.uv.y;
#endif
    return out;
#endif
}

fn background(frag: vec2<f32>) -> vec3<f32> {
    let across = (frag - view.viewport.xy) / view.viewport.zw;
    let up = 1.0 - across.y;
    // A breath of light where the key stands.
    let glow = 1.0 - smoothstep(0.0, 1.1, distance(across, vec2<f32>(0.42, 0.38)));
    return mix(studio.background_low.rgb, studio.background_high.rgb,
        clamp(0.65 * smoothstep(0.0, 1.0, up) + 0.35 * glow, 0.0, 1.0));
}

// A number from 0 to 1 for each pixel, unlike those of its neighbours.
fn grain_at(frag: vec2<f32>) -> f32 {
    return fract(52.9829189 * fract(dot(floor(frag), vec2<f32>(0.06711056, 0.00583715))));
}

// The section of a bilayer: two rows of heads with tails between them.
// `place.x` runs along the membrane, `place.y` from the cytosolic (-2.25) to
// the other face (+2.25), in nanometres.
fn bilayer_section(place: vec2<f32>, place_soft: vec2<f32>, outer: vec3<f32>, inner: vec3<f32>, core: vec3<f32>) -> vec3<f32> {
    let across = place.y;
    let soft = max(place_soft.y, 0.02);
    let is_outer = smoothstep(-soft, soft, across - 1.0);
    let is_inner = smoothstep(-soft, soft, -across - 1.0);
    var colour = mix(mix(core, outer, is_outer), inner, is_inner);
#ifdef PAINT_FINE
    // Heads and tails when there are enough pixels for them.
    let along_soft = place_soft.x;
    let fine = 1.0 - smoothstep(0.10, 0.32, along_soft);
    if fine > 0.0 {
        let cell = fract(place.x / 0.85) - 0.5;
        let head = length(vec2<f32>(cell * 0.85, abs(across) - 1.68));
        let is_head = 1.0 - smoothstep(0.40, 0.48, head);
        let tail = smoothstep(0.06, 0.13, abs(abs(cell) - 0.22) * 0.85);
        let middle = smoothstep(0.05, 0.25, abs(across));
        let heads = select(inner, outer, across > 0.0);
        let tails = core * mix(0.80, 1.0, tail) * mix(0.86, 1.0, middle);
        let between = mix(core * 0.72, heads * 0.62, smoothstep(1.1, 1.3, abs(across)));
        let drawn = mix(select(between, tails, abs(across) < 1.30), heads, is_head);
        colour = mix(colour, drawn, fine);
    }
#endif
    return colour;
}

#ifdef PAINT_FINE
// Speckle at the size of lipid heads on a leaflet, none from afar.
fn heads_speckle(world_nm: vec3<f32>, pixel_nm: f32) -> f32 {
    let fine = 1.0 - smoothstep(0.08, 0.24, pixel_nm);
    if fine <= 0.0 {
        return 1.0;
    }
    let p = world_nm * (TAU / 1.55);
    let q = p.yzx * 1.13 + vec3<f32>(1.7, 0.3, 2.1);
    let wave = dot(sin(p), cos(p.yzx)) + 0.7 * dot(sin(q), cos(q.yzx));
    return 1.0 + fine * 0.04 * wave;
}
#endif

#ifdef PAINT_TRACK
// Thirteen protofilaments and bands every 8 nm. `pattern.x` counts
// protofilaments, `pattern.y` is the length in nanometres.
fn tubulin(pattern: vec2<f32>, soft: vec2<f32>) -> f32 {
    let ridge = 0.5 + 0.5 * cos(TAU * pattern.x);
    let ridges = mix(0.80, 0.74 + 0.30 * ridge, 1.0 - smoothstep(0.25, 0.6, soft.x));
    // A left-handed three-start helix: 12 nm in thirteen steps.
    let along = (pattern.y + pattern.x * (12.0 / 13.0)) / 4.0;
    let along_soft = (soft.y + soft.x * (12.0 / 13.0)) / 4.0;
    let groove = 0.5 + 0.5 * cos(TAU * along);
    let dimer = 0.5 + 0.5 * cos(TAU * along * 0.5);
    let fine_groove = 1.0 - smoothstep(0.18, 0.5, along_soft);
    let fine_dimer = 1.0 - smoothstep(0.25, 0.7, along_soft * 0.5);
    return ridges * (1.0 - 0.16 * groove * groove * fine_groove)
        * (1.0 + fine_dimer * 0.16 * (dimer - 0.5));
}
#endif

// With rim, gloss and contour, which depend on who looks.
fn lit(albedo: vec3<f32>, light: vec3<f32>, normal: vec3<f32>, to_viewer: vec3<f32>, open: f32) -> vec3<f32> {
    let edge = 1.0 - max(dot(normal, to_viewer), 0.0);
    let behind = max(dot(normal, studio.rim.xyz) + 0.35, 0.0);
    let rim = albedo * behind * edge * edge * edge * open;
    // To the power of 28: a software device takes long for `pow`.
    let mirrored = max(dot(normal, normalize(studio.key.xyz + to_viewer)), 0.0);
    let mirrored_4 = mirrored * mirrored * mirrored * mirrored;
    let mirrored_8 = mirrored_4 * mirrored_4;
    let gloss = mirrored_8 * mirrored_8 * mirrored_8 * mirrored_4 * studio.key.w * open;
    let colour = albedo * light + studio.rim_colour.rgb * rim + studio.key_colour.rgb * gloss;
    return colour * (1.0 - studio.fill.w * smoothstep(0.55, 1.0, edge));
}

#ifdef PAINT_BACKDROP
@fragment
fn fragment(in: Varying) -> @location(0) vec4<f32> {
    let behind = background(in.position.xy);
    // Half a step of noise against banding.
    let grain = grain_at(in.position.xy);
    return vec4<f32>(behind + (grain - 0.5) * (0.7 / 255.0) * (0.15 + behind), 1.0);
}
#else

#ifdef PAINT_GLOW
@fragment
fn fragment(in: Varying) -> @location(0) vec4<f32> {
    let albedo = in.albedo;
    // Soft-edged: the pattern runs from 0 in the middle to 1 at the edge.
    let falloff = clamp(1.0 - length(in.pattern), 0.0, 1.0);
    let strength = f32(studio.counts.y) / 1000.0;
    let glow = falloff * falloff * in.paint.y * strength * (1.0 - in.veil);
    return vec4<f32>(albedo * glow, glow * studio.rim_colour.w);
}
#else
#ifdef PAINT_MARK
@fragment
fn fragment(in: Varying) -> @location(0) vec4<f32> {
    let albedo = in.albedo;
    return vec4<f32>(mix(albedo, background(in.position.xy), in.veil * 0.5), 1.0);
}
#else

@fragment
fn fragment(in: Varying) -> @location(0) vec4<f32> {
    let behind = background(in.position.xy);
    let tone = u32(in.paint.x + 0.5);
    let away = view.world_position - in.world_position;
    let far = length(away);
    let to_viewer = away / far;
    let normal = normalize(in.world_normal);
    var albedo = in.albedo;
#ifdef PAINT_TRACK
    albedo *= tubulin(in.pattern, fwidth(in.pattern));
#endif
#ifdef HAS_SECTIONS
    // Derivatives are taken where all of a surface's points go the same way.
    let pattern_soft = fwidth(in.pattern);
    let is_post = tone == TONE_POST_SECTION;
    if tone == TONE_SECTION || is_post {
        albedo = bilayer_section(in.pattern, pattern_soft,
            select(studio.palette[TONE_OUTER].rgb, studio.palette[TONE_POST_OUTER].rgb, is_post),
            select(studio.palette[TONE_CYTOSOLIC].rgb, studio.palette[TONE_POST_INNER].rgb, is_post),
            select(studio.palette[TONE_CORE].rgb, studio.palette[TONE_POST_CORE].rgb, is_post));
    }
#endif
#ifdef HAS_LEAFLETS
#ifdef PAINT_FINE
    if tone == TONE_OUTER || tone == TONE_CYTOSOLIC || tone == TONE_POST_OUTER || tone == TONE_POST_INNER {
        albedo *= heads_speckle(in.world_position * NM_PER_UNIT, far * studio.haze.w);
    }
#endif
#endif

    var colour = lit(albedo, in.light, normal, to_viewer, in.open);
#ifdef HAS_LEAFLETS
    if tone == TONE_CYTOSOLIC {
        colour = mix(colour, studio.potential_colour.rgb, 0.45 * in.pattern.x);
    }
#endif
#ifdef PAINT_SECTION
    if tone == TONE_SECTION {
        colour = mix(colour, studio.potential_colour.rgb, 0.9 * depolarised(in.world_position));
    }
#endif
#ifdef PAINT_CROWD
    // The crowd of the cytosol is kept quiet: nearly flat, as in a watercolour.
    if tone == TONE_CYTOSOL_PROTEIN {
        let flat = diffuse(to_viewer, in.paint.y);
        colour = mix(lit(albedo, flat, to_viewer, to_viewer, in.open), colour, 0.35);
    }
#endif
    colour = mix(colour, behind, in.veil);
#ifdef IS_FADING
    // So many of its pixels are left to what is behind it.
    if grain_at(in.position.xy) < in.given_way {
        discard;
    }
#endif
#ifdef PAINT_GLASS
    let edge = 1.0 - abs(dot(normal, to_viewer));
    return vec4<f32>(colour, mix(0.10, 0.85, edge * edge * edge));
#else
    return vec4<f32>(colour, 1.0);
#endif
}
#endif
#endif
#endif
