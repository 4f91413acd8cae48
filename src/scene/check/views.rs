//! Whether the views show the cell, and whether the script can be played.

use std::collections::HashMap;

use bevy::math::DVec3;

use super::{Inspection, limits, membranes::surface_points, shortened_to};
use crate::{
    biology::{
        controls::{Change, Kind, Knob, TimedChange, Value, control},
        vesicles::Classes,
    },
    geometry::shape::Shape,
    scene::{Plane, ViewPoint, raw},
    text::word,
    units::SimTime,
};

/// A camera this near to a membrane is in it.
const EYE_CLEARANCE_NM: f64 = 10.0;
/// Width of a picture, in heights, by which views are judged.
const PICTURE_WIDTH: f64 = 16.0 / 9.0;

impl Inspection<'_> {
    pub(super) fn views(
        &mut self,
        raw: &raw::SceneFile,
        on: Option<&Shape>,
        landmarks: &[DVec3],
        cut: Option<Plane>,
    ) -> Vec<ViewPoint> {
        if raw.views.is_empty() {
            self.tell(
                "views",
                "the scene has no view",
                "give at least one; a scene opens with the first",
            );
        }
        if !self.count("views", "views", raw.views.len(), limits::VIEWS) {
            return Vec::new();
        }
        let membranes: Vec<&Shape> = match on {
            Some(membrane) if self.problems.is_empty() => {
                raw.postsynaptic.iter().chain([membrane]).collect()
            }
            Some(membrane) => vec![membrane],
            None => Vec::new(),
        };
        let mut seen: Vec<DVec3> = landmarks.to_vec();
        seen.extend(on.into_iter().flat_map(surface_points));
        let mut names = HashMap::new();
        raw.views
            .iter()
            .enumerate()
            .map(|(index, view)| {
                let path = format!("views[{index}]");
                self.name(&path, &view.name, &mut names);
                let title_path = format!("{path}.title");
                self.words(
                    &title_path,
                    "title",
                    word(&view.title),
                    limits::TITLE_LETTERS,
                );
                let view_point = ViewPoint {
                    name: view.name.trim().to_owned(),
                    title: word(view.title.trim()).to_owned(),
                    eye: DVec3::from(view.eye),
                    look_at: DVec3::from(view.look_at),
                    field_of_view: view.field_of_view,
                    of_vesicle: view.of_vesicle,
                    cut: view.cut,
                };
                let sound = self.point(&format!("{path}.eye"), view.eye)
                    & self.point(&format!("{path}.look_at"), view.look_at)
                    & self.number(
                        &format!("{path}.field_of_view"),
                        "field of view",
                        view.field_of_view,
                        1.0,
                        120.0,
                    );
                if view.cut && raw.cut.is_none() {
                    self.tell(
                        &format!("{path}.cut"),
                        "there is no plane to cut with",
                        "give the scene a `cut`, or leave the view uncut",
                    );
                }
                if sound {
                    self.view(&path, &view_point, &membranes, &seen, cut);
                }
                view_point
            })
            .collect()
    }

    fn view(
        &mut self,
        path: &str,
        view: &ViewPoint,
        membranes: &[&Shape],
        seen: &[DVec3],
        cut: Option<Plane>,
    ) {
        let Some(frame) = PictureFrame::of(view) else {
            self.tell(
                &format!("{path}.look_at"),
                "the camera looks at the place where it stands",
                "move `eye` away from `look_at`",
            );
            return;
        };
        // What is cut away is in no camera's way.
        let in_the_open =
            view.cut && cut.is_some_and(|plane| (view.eye - plane.point).dot(plane.normal) > 0.0);
        let in_a_membrane = membranes
            .iter()
            .any(|membrane| membrane.distance(view.eye).abs() < EYE_CLEARANCE_NM);
        if in_a_membrane && !in_the_open {
            self.tell(
                &format!("{path}.eye"),
                "the camera stands in a membrane",
                format!("move it {EYE_CLEARANCE_NM} nm away or more"),
            );
            return;
        }
        let Some(cell) = membranes.last() else { return };
        let looks_at_something = seen.iter().any(|&point| frame.holds(point))
            || frame.rays().any(|ray| meets(cell, view.eye, ray));
        if !looks_at_something {
            self.tell(
                &format!("{path}.look_at"),
                "this view looks past the cell: nothing is in its picture",
                "look at a point of the cell, such as a site",
            );
        }
    }

    pub(super) fn script(&mut self, raw: &[raw::Line]) -> Vec<TimedChange> {
        if !self.count("script", "lines of script", raw.len(), limits::SCRIPT) {
            return Vec::new();
        }
        let mut script = Vec::new();
        for (index, line) in raw.iter().enumerate() {
            let at = line.at.parse::<SimTime>().map_err(|error| {
                self.tell_error(&format!("script[{index}].at"), &error.to_string());
            });
            let at = at.and_then(|at| {
                if at > SimTime::from_secs(86_400.0) {
                    self.tell(
                        &format!("script[{index}].at"),
                        "this is later than a day",
                        "choose an earlier time",
                    );
                    return Err(());
                }
                Ok(at)
            });
            let change = Change::parse(&line.set).map_err(|error| {
                self.tell_error(&format!("script[{index}].set"), &error.to_string());
            });
            if let (Ok(at), Ok(change)) = (at, change) {
                script.push(TimedChange { at, change });
            }
        }
        script.sort_by_key(|line| line.at);
        script
    }

    /// What controls begin with: granules and lysosomes with their own sensor, and
    /// then what the scene says.
    pub(super) fn controls(&mut self, raw: &[String], classes: &Classes) -> Vec<Change> {
        if !self.count("controls", "controls", raw.len(), limits::CONTROLS) {
            return Vec::new();
        }
        let mut controls = Vec::new();
        let own = classes
            .regulated
            .iter()
            .find_map(|kind| kind.get().sensor.as_ref());
        if let Some(word) = own {
            let change = Change::new(Knob::Sensor, Value::Choice(word.clone()));
            controls.push(change.expect("the registry has every sensor"));
        }
        for (index, text) in raw.iter().enumerate() {
            let path = format!("controls[{index}]");
            match Change::parse(text) {
                Ok(change) if is_momentary(change.key()) => self.tell(
                    &path,
                    format!("`{}` happens once and can't be begun with", change.knob),
                    "put it into `script`",
                ),
                Ok(change) => controls.push(change),
                Err(error) => self.tell_error(&path, &error.to_string()),
            }
        }
        controls
    }

    /// Tells an error whose text holds both what is wrong and what to do.
    fn tell_error(&mut self, path: &str, error: &str) {
        let error = shortened_to(error, 300);
        match error.split_once("; ") {
            Some((what, remedy)) => self.tell(path, what, remedy),
            None => self.tell(path, error, "`exoscope controls` lists what may be set"),
        }
    }
}

fn is_momentary(key: &str) -> bool {
    control(key).is_ok_and(|control| control.kind == Kind::Momentary)
}

/// The pyramid of space that a view shows.
struct PictureFrame {
    eye: DVec3,
    forward: DVec3,
    /// Half the picture's width and height, one nanometre before the eye.
    right: DVec3,
    up: DVec3,
}

impl PictureFrame {
    fn of(view: &ViewPoint) -> Option<Self> {
        let forward = (view.look_at - view.eye).try_normalize()?;
        let right = forward.cross(DVec3::Y).try_normalize().unwrap_or(DVec3::X);
        let half_height = libm::tan(0.5 * view.field_of_view.to_radians());
        Some(Self {
            eye: view.eye,
            forward,
            right: right * half_height * PICTURE_WIDTH,
            up: right.cross(forward) * half_height,
        })
    }

    fn holds(&self, point: DVec3) -> bool {
        let offset = point - self.eye;
        let depth = offset.dot(self.forward);
        let within = |half: DVec3| offset.dot(half).abs() <= depth * half.length_squared();
        depth > 0.0 && within(self.right) && within(self.up)
    }

    /// Directions to nine points of the picture.
    fn rays(&self) -> impl Iterator<Item = DVec3> {
        (0..9).map(|index| {
            let (x, y) = (f64::from(index % 3 - 1), f64::from(index / 3 - 1));
            (self.forward + 0.8 * (x * self.right + y * self.up)).normalize()
        })
    }
}

/// Whether a ray meets a membrane (or starts inside it).
fn meets(membrane: &Shape, eye: DVec3, ray: DVec3) -> bool {
    const STEPS: usize = 200;
    let mut along = 0.0;
    for _ in 0..STEPS {
        let distance = membrane.distance(eye + along * ray);
        if distance < 1.0 {
            return true;
        }
        // Less than the distance, which is only exact near the surface.
        along += 0.7 * distance;
        if along > 4.0 * limits::COORDINATE_NM {
            break;
        }
    }
    false
}
