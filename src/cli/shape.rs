//! `exoscope shape`: one shape of the fusing membrane, for slides and for
//! checking: its meridians as a table, its surface as a mesh, its measures in
//! words.

use std::io::Write;

use super::{
    CommandError,
    output::{self, Draft, OutputError},
    words::{ShapeWords, StageWord},
};
use crate::{
    export::gltf,
    geometry::{
        leaflets::{Joined, Leaflets},
        neck::{MeridianPoint, Neck},
        revolution::{area_nm2, closed_bilayer, volume_nm3},
    },
    sim::parameters::Parameters,
};

/// Flat membrane shown around the widest part of the shape.
const MARGIN_NM: f64 = 20.0;
/// Waist of a stalk's mid-plane: next to nothing.
const STALK_WAIST_NM: f64 = 0.15;
/// Steps around the axis of the mesh: neighbours differ by 5 degrees.
const SEGMENTS: u32 = 72;

/// Writes what is asked for and prints the shape's measures.
pub fn shape(words: &ShapeWords) -> Result<(), CommandError> {
    let parameters = Parameters::default();
    let half = parameters.half_bilayer_nm;
    let joined = shape_asked_for(words, &parameters).map_err(CommandError::WrongWords)?;
    let edge_nm = words.vesicle_radius.max(mouth_nm(&joined)) + MARGIN_NM;
    let leaflets = joined.leaflets(half, edge_nm);
    let mut files = Vec::new();
    if let Some(target) = &words.csv {
        let mut draft = Draft::begin(target)?;
        write_table(&mut draft, &leaflets).map_err(|source| OutputError::File {
            file: target.clone(),
            source,
        })?;
        files.push(draft.finish()?);
    }
    if let Some(target) = &words.glb {
        let bytes = gltf::glb(&closed_bilayer(&leaflets, SEGMENTS), words.stage.word())?;
        let mut draft = Draft::begin(target)?;
        draft
            .write_all(&bytes)
            .map_err(|source| OutputError::File {
                file: target.clone(),
                source,
            })?;
        files.push(draft.finish()?);
    }
    for file in files {
        file.appear()?;
    }
    Ok(output::print(&measures(&joined, &leaflets, edge_nm, half))?)
}

/// The member of the family that the words describe.
fn shape_asked_for(words: &ShapeWords, parameters: &Parameters) -> Result<Joined, String> {
    let half = parameters.half_bilayer_nm;
    let rim_nm = parameters.pore_gap_nm / 2.0;
    let sphere_nm = words.vesicle_radius - half;
    if sphere_nm <= 2.0 * half {
        return Err(format!(
            "a vesicle of {} nm has no room for a lumen; its bilayer alone is {} nm thick",
            words.vesicle_radius,
            2.0 * half
        ));
    }
    let waist_nm = words.pore_radius + half;
    if waist_nm >= sphere_nm {
        return Err(format!(
            "a pore of {} nm is wider than the vesicle; this one leaves room for less than {} nm",
            words.pore_radius,
            sphere_nm - half
        ));
    }
    let open = Neck::with_waist(sphere_nm, rim_nm, waist_nm);
    let hemifused = |waist_nm| Joined::Hemifused(Neck::with_waist(sphere_nm, rim_nm, waist_nm));
    Ok(match words.stage {
        StageWord::Contact => {
            let docked = 2.0 * half + parameters.docked_gap_nm;
            let stalk = Neck::with_waist(sphere_nm, rim_nm, STALK_WAIST_NM);
            let touching = stalk.centre_nm() - sphere_nm;
            Joined::Apart {
                sphere_nm,
                gap_nm: docked + (touching - docked) * words.progress,
            }
        }
        StageWord::Stalk => hemifused(STALK_WAIST_NM),
        StageWord::Diaphragm => {
            hemifused(STALK_WAIST_NM + (waist_nm - STALK_WAIST_NM) * words.progress)
        }
        StageWord::Pore => Joined::Open(open),
        StageWord::Collapse => Joined::Open(Neck::collapsing(open, words.progress)),
        StageWord::Budding => Joined::Open(Neck::collapsing(open, 1.0 - words.progress)),
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
fn write_table(to: &mut impl Write, leaflets: &Leaflets) -> std::io::Result<()> {
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
                let cells = numbers.map(|number| format!("{number:.6}"));
                table
                    .write_record(std::iter::once(name).chain(cells.iter().map(String::as_str)))?;
            }
        }
    }
    table.flush()
}

fn measures(joined: &Joined, leaflets: &Leaflets, edge_nm: f64, half: f64) -> String {
    let mut rows = vec![format!("out to {edge_nm:.2} nm from the axis:")];
    for (name, pieces) in [
        ("lumenal", &leaflets.lumenal),
        ("cytosolic", &leaflets.cytosolic),
    ] {
        for (number, piece) in pieces.iter().enumerate() {
            let whose = match (pieces.len(), number) {
                (1, _) => "",
                (_, 0) => ", vesicle",
                _ => ", plasma membrane",
            };
            rows.push(format!(
                "{name} leaflet{whose}: area {:.2} nm², volume above its plane {:.2} nm³",
                area_nm2(piece),
                volume_nm3(piece)
            ));
        }
    }
    match joined {
        Joined::Apart { gap_nm, .. } => {
            rows.push(format!(
                "gap between the bilayers {:.2} nm",
                gap_nm - 2.0 * half
            ));
        }
        Joined::Hemifused(neck) => rows.push(format!(
            "diaphragm radius {:.2} nm; bending energy {:.2} κ",
            neck.waist_nm(),
            neck.bending_energy()
        )),
        Joined::Open(neck) => rows.push(format!(
            "mid-plane: area of vesicle and rim {:.2} nm², beyond the flat disc {:.2} nm², \
             volume {:.2} nm³, waist {:.2} nm, pore {:.2} nm, bending energy {:.2} κ",
            neck.area_nm2(),
            neck.excess_area_nm2(),
            neck.volume_nm3(),
            neck.waist_nm(),
            (neck.waist_nm() - half).max(0.0),
            neck.bending_energy()
        )),
    }
    rows.push(String::new());
    rows.join("\n")
}
