//! `exoscope shape`: one shape of the fusing membrane, for slides and for
//! checking: its meridians as a table, its surface as a mesh, its measures in
//! words.

use std::{
    f64::consts::{FRAC_PI_2, FRAC_PI_4, PI},
    io::Write,
};

use super::{
    CommandError, output, refuse_one_file,
    words::{ShapeWords, StageWord},
};
use crate::{
    biology::parameters::Parameters,
    export::gltf,
    files::{self, Draft, FileError, appear_together},
    geometry::{
        leaflets::{Joined, Leaflets},
        neck::{MeridianPoint, Neck},
        revolution::{area_nm2, closed_bilayer, volume_nm3},
    },
};

/// Flat membrane shown around the widest part of the shape.
const MARGIN_NM: f64 = 20.0;
/// The widest diaphragm that the vesicle can bend down to, by its lumen's
/// radius.
const WIDEST_DIAPHRAGM: f64 = 0.75;
/// A rim turned by less than this more or less is called upright, or flat.
const LEVEL: f64 = 1.5e-4;
/// Steps around the axis of the mesh: neighbours differ by 5 degrees.
const SEGMENTS: u32 = 72;

/// Writes what is asked for and prints the shape's measures.
pub fn shape(words: &ShapeWords) -> Result<(), CommandError> {
    refuse_one_file(None, &[], &[("--csv", &words.csv), ("--glb", &words.glb)])?;
    if words.progress.is_some() && !words.stage.lasts() {
        return Err(CommandError::WrongWords(format!(
            "--progress goes with contact, diaphragm, collapse and budding; \
             {} is one moment: leave it out",
            words.stage.word()
        )));
    }
    let parameters = Parameters::default();
    let half = parameters.half_bilayer_nm;
    let joined = shape_asked_for(words, &parameters).map_err(CommandError::WrongWords)?;
    let edge_nm = words.vesicle_radius.max(mouth_nm(&joined)) + MARGIN_NM;
    let leaflets = match joined {
        Joined::Open(neck) if is_flat(&neck) => Leaflets::flat(half, edge_nm),
        joined => joined.leaflets(half, edge_nm),
    };
    let mut finished = Vec::new();
    if let Some(target) = &words.csv {
        let mut draft = Draft::begin(target)?;
        write_table(&mut draft, &leaflets)
            .map_err(|error| FileError::unwritable(target, files::from_csv(error)))?;
        finished.push(draft.finish()?);
    }
    if let Some(target) = &words.glb {
        let bytes = gltf::glb(&closed_bilayer(&leaflets, SEGMENTS), words.stage.word())?;
        let mut draft = Draft::begin(target)?;
        draft
            .write_all(&bytes)
            .map_err(|source| FileError::unwritable(target, source))?;
        finished.push(draft.finish()?);
    }
    appear_together(finished)?;
    Ok(output::print(&measures(
        words, &joined, &leaflets, edge_nm,
    ))?)
}

/// The member of the family that the words describe.
fn shape_asked_for(words: &ShapeWords, parameters: &Parameters) -> Result<Joined, String> {
    let progress = words.progress.unwrap_or_default();
    let half = parameters.half_bilayer_nm;
    let rim_nm = parameters.fusion.pore_gap_nm / 2.0;
    let stalk_nm = parameters.fusion.stalk_waist_nm;
    let sphere_nm = words.vesicle_radius - half;
    if sphere_nm <= 2.0 * half {
        return Err(format!(
            "a vesicle of {} nm radius has no room for a lumen: \
             its bilayer is {} nm thick; give it more than {} nm",
            words.vesicle_radius,
            2.0 * half,
            3.0 * half
        ));
    }
    let waist_nm = words.pore_radius + half;
    if waist_nm >= sphere_nm {
        return Err(format!(
            "a pore of {} nm radius is too wide: this vesicle leaves room for less than {} nm",
            words.pore_radius,
            sphere_nm - half
        ));
    }
    let open = Neck::with_waist(sphere_nm, rim_nm, waist_nm);
    let hemifused = |waist_nm| Joined::Hemifused(Neck::with_waist(sphere_nm, rim_nm, waist_nm));
    Ok(match words.stage {
        StageWord::Contact => {
            let docked = 2.0 * half + parameters.steps.docked_gap_nm;
            let stalk = Neck::with_waist(sphere_nm, rim_nm, stalk_nm);
            let touching = stalk.centre_nm() - sphere_nm;
            Joined::Apart {
                sphere_nm,
                gap_nm: docked + (touching - docked) * progress,
            }
        }
        StageWord::Stalk => hemifused(stalk_nm),
        StageWord::Diaphragm => {
            let diaphragm_nm = stalk_nm + (waist_nm - stalk_nm) * progress;
            let room_nm = WIDEST_DIAPHRAGM * (sphere_nm - half);
            if diaphragm_nm > room_nm {
                return Err(format!(
                    "a diaphragm of {diaphragm_nm:.2} nm radius is too wide: \
                     this vesicle has room for {room_nm:.2} nm"
                ));
            }
            hemifused(diaphragm_nm)
        }
        StageWord::Pore => Joined::Open(open),
        StageWord::Collapse => Joined::Open(Neck::collapsing(open, progress)),
        // Collapse turns the rim evenly, from the sweep of the pore to none.
        StageWord::U => Joined::Open(Neck::collapsing(open, 1.0 - FRAC_PI_2 / open.sweep)),
        StageWord::Dimple => Joined::Open(Neck::collapsing(open, 1.0 - FRAC_PI_4 / open.sweep)),
        StageWord::Budding => Joined::Open(Neck::collapsing(open, 1.0 - progress)),
        StageWord::Flat => Joined::Open(Neck::collapsing(open, 1.0)),
    })
}

fn mouth_nm(joined: &Joined) -> f64 {
    match joined {
        Joined::Apart { sphere_nm, .. } => *sphere_nm,
        Joined::Hemifused(neck) | Joined::Open(neck) => neck.mouth_nm(),
    }
}

/// The meridians, point by point; `s_nm` begins at zero with each piece.
fn write_table(to: &mut impl Write, leaflets: &Leaflets) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(to);
    table.write_record(["leaflet", "s_nm", "r_nm", "z_nm", "nr", "nz"])?;
    for (name, pieces) in [
        ("lumenal", &leaflets.lumenal),
        ("cytosolic", &leaflets.cytosolic),
    ] {
        for piece in pieces {
            let mut along_nm = 0.0;
            let mut before: Option<&MeridianPoint> = None;
            for point in piece {
                if let Some(before) = before {
                    along_nm += libm::hypot(point.r_nm - before.r_nm, point.z_nm - before.z_nm);
                }
                before = Some(point);
                let numbers = [
                    along_nm,
                    point.r_nm,
                    point.z_nm,
                    point.normal_r,
                    point.normal_z,
                ];
                let cells = numbers.map(|number| format!("{:.6}", without_sign_of_zero(number)));
                table
                    .write_record(std::iter::once(name).chain(cells.iter().map(String::as_str)))?;
            }
        }
    }
    table.flush()?;
    Ok(())
}

/// A number that the table would round to zero has no sign there.
fn without_sign_of_zero(number: f64) -> f64 {
    if number.abs() < 5e-7 { 0.0 } else { number }
}

fn measures(words: &ShapeWords, joined: &Joined, leaflets: &Leaflets, edge_nm: f64) -> String {
    let mut rows = vec![
        format!("{}: {}", words.stage.word(), form(joined)),
        format!(
            "Both leaflets, revolved out to {edge_nm:.2} nm from the axis; \
             a volume is what lies between a leaflet and its plane:"
        ),
    ];
    for (name, pieces) in [
        ("lumenal", &leaflets.lumenal),
        ("cytosolic", &leaflets.cytosolic),
    ] {
        rows.push(format!(
            "{name} leaflet: area {:.2} nm², volume {:.2} nm³",
            pieces.iter().map(|piece| area_nm2(piece)).sum::<f64>(),
            pieces.iter().map(|piece| volume_nm3(piece)).sum::<f64>(),
        ));
        if let [vesicle, membrane] = &pieces[..] {
            for (whose, piece) in [("vesicle", vesicle), ("plasma membrane", membrane)] {
                rows.push(format!(
                    "  of it the {whose}: area {:.2} nm², volume {:.2} nm³",
                    area_nm2(piece),
                    volume_nm3(piece)
                ));
            }
        }
    }
    rows.extend(measures_of_the_mid_plane(joined, words.vesicle_radius));
    rows.push(String::new());
    rows.join("\n")
}

fn is_flat(neck: &Neck) -> bool {
    neck.sweep < LEVEL
}

/// What the shape is called, by what has joined and by its rim.
fn form(joined: &Joined) -> &'static str {
    match joined {
        Joined::Apart { .. } => "two membranes",
        Joined::Hemifused(_) => "the cytosolic leaflets are one, the lumenal leaflets are two",
        Joined::Open(neck) if neck.sweep > FRAC_PI_2 + LEVEL => "one membrane with a neck, Ω",
        Joined::Open(neck) if neck.sweep > FRAC_PI_2 - LEVEL => "one membrane, U",
        Joined::Open(neck) if is_flat(neck) => "one membrane, flat",
        Joined::Open(_) => "one membrane with a dimple",
    }
}

/// Lengths and energy that belong to the bilayer as a whole. `outer_nm` is the
/// vesicle's outer radius.
fn measures_of_the_mid_plane(joined: &Joined, outer_nm: f64) -> Vec<String> {
    match joined {
        Joined::Apart { gap_nm, sphere_nm } => vec![
            format!(
                "gap between the bilayers {:.2} nm",
                gap_nm - 2.0 * (outer_nm - sphere_nm)
            ),
            format!(
                "bending energy {:.2} κ: that of any closed sphere",
                8.0 * PI
            ),
        ],
        Joined::Hemifused(neck) => vec![format!(
            "waist of the mid-plane {:.2} nm; bending energy not given, \
             it is defined for whole bilayers",
            neck.waist_nm()
        )],
        Joined::Open(neck) if is_flat(neck) => vec!["bending energy 0.00 κ".to_owned()],
        Joined::Open(neck) => {
            let rim = neck.rim_bending_energy();
            let whole = neck.bending_energy();
            vec![
                format!(
                    "mid-plane, vesicle and rim: area {:.2} nm², of it beyond the flat disc {:.2} nm² \
                     (what the membrane gains); volume {:.2} nm³",
                    neck.area_nm2(),
                    neck.excess_area_nm2(),
                    neck.volume_nm3()
                ),
                opening(neck, outer_nm),
                format!(
                    "bending energy {whole:.2} κ: rim {rim:.2} κ, sphere {:.2} κ",
                    whole - rim
                ),
            ]
        }
    }
}

fn opening(neck: &Neck, outer_nm: f64) -> String {
    let half = outer_nm - neck.sphere_nm;
    if neck.sweep > FRAC_PI_2 + LEVEL {
        format!(
            "pore radius {:.2} nm, bounded by the lumenal leaflet; waist of the mid-plane {:.2} nm",
            neck.waist_nm() - half,
            neck.waist_nm()
        )
    } else {
        format!(
            "no neck; the curved part is {:.2} nm in radius and {:.2} nm high (mid-plane)",
            neck.mouth_nm(),
            neck.height_nm()
        )
    }
}
