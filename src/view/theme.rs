//! Colours and light, read from tokens in `assets/themes`.
//!
//! What a colour means never changes; a theme only chooses the shade that can
//! be told apart on its background. Everything that is painted names a
//! [`Tone`], so that a theme can be changed while the picture runs.

use std::{collections::HashMap, fmt, str::FromStr, sync::OnceLock};

use bevy::prelude::*;
use serde::Deserialize;
use thiserror::Error;

/// The three looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThemeName {
    /// Dark background, soft studio light.
    #[default]
    DarkStudio,
    /// Paper white with drawn edges, for print and bright rooms.
    LightTextbook,
    /// Black and full-strength hues.
    HighContrast,
}

impl ThemeName {
    /// All of them, in the order a key steps through.
    pub const ALL: [Self; 3] = [Self::DarkStudio, Self::LightTextbook, Self::HighContrast];

    /// The word used on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::DarkStudio => "dark",
            Self::LightTextbook => "light",
            Self::HighContrast => "contrast",
        }
    }

    /// The one after this, round and round.
    pub fn next(self) -> Self {
        match self {
            Self::DarkStudio => Self::LightTextbook,
            Self::LightTextbook => Self::HighContrast,
            Self::HighContrast => Self::DarkStudio,
        }
    }
}

impl fmt::Display for ThemeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.word().fmt(f)
    }
}

/// Why a word is no theme.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("there is no theme `{0}`; choose dark, light or contrast")]
pub struct NoSuchTheme(String);

impl FromStr for ThemeName {
    type Err = NoSuchTheme;

    fn from_str(word: &str) -> Result<Self, NoSuchTheme> {
        Self::ALL
            .into_iter()
            .find(|theme| theme.word() == word)
            .ok_or_else(|| NoSuchTheme(word.to_owned()))
    }
}

/// What a painted thing is; its colour follows from the theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[repr(u8)]
pub enum Tone {
    /// The lumenal leaflet and the outer face of the cell: one side.
    OuterLeaflet = 0,
    CytosolicLeaflet,
    BilayerCore,
    PostsynapticOuter,
    PostsynapticInner,
    PostsynapticCore,
    Microtubule,
    Actin,
    Kinesin,
    Myosin,
    Dynein,
    Transmitter,
    Matrix,
    Calcium,
    Synaptobrevin,
    Syntaxin,
    Snap25,
    Synaptotagmin,
    Tether,
    Munc13,
    Complexin,
    ProtonPump,
    CoatProtein,
    CalciumChannel,
    Receptor,
    Scaffold,
    PrimedMark,
    Selection,
    AtpSpent,
    CarrierProtein,
    Clathrin,
    Adaptor,
    Dynamin,
    /// A receptor whose channel is open.
    OpenReceptor,
    /// An ion channel that a carrier brings, and the sugar on its outer side.
    IonChannel,
    Sugar,
    /// A section through the cell's or a vesicle's bilayer: the shader paints
    /// two rows of heads and the core between them.
    Section,
    /// The same through the neighbour's membrane.
    PostsynapticSection,
    /// The dense core of a granule.
    DenseCore,
    CarbonFibre,
    /// What a carbon fibre is coated with.
    Insulation,
    /// The wall of a capillary.
    Endothelium,
    /// A window in it.
    Fenestra,
    /// What a lysosome could not digest.
    Waste,
    /// An enzyme of a lysosome.
    Hydrolase,
    /// A protein of a lysosome's membrane with a lumenal side full of sugars.
    Lamp,
}

impl Tone {
    /// How many there are.
    pub const COUNT: usize = Self::Lamp as usize + 1;

    /// Its number in the shader's palette.
    pub fn index(self) -> f32 {
        f32::from(self as u8)
    }
}

/// One lamp: where it stands relative to the camera (x right, y up, z towards
/// the viewer), its colour and its strength.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lamp {
    direction: (f32, f32, f32),
    colour: String,
    strength: f32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tokens {
    background_low: String,
    background_high: String,
    text: String,
    text_quiet: String,
    panel: String,
    accent: String,
    key: Lamp,
    fill: Lamp,
    rim: Lamp,
    sky: (String, f32),
    ground: (String, f32),
    gloss: f32,
    ink: f32,
    fog: f32,
    wall: f32,
    tones: HashMap<Tone, String>,
}

/// A lamp ready for the shader: direction relative to the camera, and colour
/// times strength in linear light.
#[derive(Clone, Copy, Debug)]
pub struct Light {
    pub direction: Vec3,
    pub colour: Vec3,
}

/// The theme in force.
#[derive(Resource, Clone, Debug)]
pub struct Theme {
    pub name: ThemeName,
    /// Background at the bottom and at the top of the picture.
    pub background_low: Srgba,
    pub background_high: Srgba,
    pub text: Srgba,
    pub text_quiet: Srgba,
    pub panel: Srgba,
    pub accent: Srgba,
    pub(super) key: Light,
    pub(super) fill: Light,
    pub(super) rim: Light,
    pub(super) sky: Vec3,
    pub(super) ground: Vec3,
    /// Strength of the highlight.
    pub(super) gloss: f32,
    /// Darkening of contours, as an illustrator would draw them.
    pub(super) ink: f32,
    /// Most of the background that depth may mix in.
    pub(super) fog: f32,
    /// Brightness of the cell's inner wall against that of what lies in it.
    pub(super) wall: f32,
    tones: [Srgba; Tone::COUNT],
}

impl Theme {
    /// The theme called `name`.
    pub fn named(name: ThemeName) -> &'static Self {
        static THEMES: OnceLock<[Theme; 3]> = OnceLock::new();
        let themes = THEMES.get_or_init(|| {
            [
                Self::read(
                    ThemeName::DarkStudio,
                    include_str!("../../assets/themes/dark_studio.ron"),
                ),
                Self::read(
                    ThemeName::LightTextbook,
                    include_str!("../../assets/themes/light_textbook.ron"),
                ),
                Self::read(
                    ThemeName::HighContrast,
                    include_str!("../../assets/themes/high_contrast.ron"),
                ),
            ]
        });
        &themes[name as usize]
    }

    /// The colour of `tone`.
    pub fn tone(&self, tone: Tone) -> Srgba {
        self.tones[tone as usize]
    }

    /// All colours, by the tones' numbers.
    pub(super) fn palette(&self) -> &[Srgba; Tone::COUNT] {
        &self.tones
    }

    fn read(name: ThemeName, text: &str) -> Self {
        let tokens: Tokens = ron::from_str(text).expect("the built-in themes are read by a test");
        let mut tones = [Srgba::WHITE; Tone::COUNT];
        for (tone, hex) in &tokens.tones {
            tones[*tone as usize] = colour(hex);
        }
        Self {
            name,
            background_low: colour(&tokens.background_low),
            background_high: colour(&tokens.background_high),
            text: colour(&tokens.text),
            text_quiet: colour(&tokens.text_quiet),
            panel: colour(&tokens.panel),
            accent: colour(&tokens.accent),
            key: light(&tokens.key),
            fill: light(&tokens.fill),
            rim: light(&tokens.rim),
            sky: linear(&tokens.sky.0) * tokens.sky.1,
            ground: linear(&tokens.ground.0) * tokens.ground.1,
            gloss: tokens.gloss,
            ink: tokens.ink,
            fog: tokens.fog,
            wall: tokens.wall,
            tones,
        }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::named(ThemeName::default()).clone()
    }
}

fn colour(hex: &str) -> Srgba {
    Srgba::hex(hex).expect("the built-in colours are read by a test")
}

fn linear(hex: &str) -> Vec3 {
    LinearRgba::from(colour(hex)).to_vec3()
}

fn light(lamp: &Lamp) -> Light {
    let (x, y, z) = lamp.direction;
    Light {
        direction: Vec3::new(x, y, z).normalize(),
        colour: linear(&lamp.colour) * lamp.strength,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Painted by the shader from other tones.
    const COMPOSED: [Tone; 2] = [Tone::Section, Tone::PostsynapticSection];

    #[test]
    fn the_shader_numbers_tones_as_they_are_numbered_here() {
        let shader = include_str!("../../assets/shaders/tissue.wgsl");
        for (name, number) in [
            ("TONES", Tone::COUNT),
            ("TONE_OUTER", Tone::OuterLeaflet as usize),
            ("TONE_CYTOSOLIC", Tone::CytosolicLeaflet as usize),
            ("TONE_CORE", Tone::BilayerCore as usize),
            ("TONE_POST_OUTER", Tone::PostsynapticOuter as usize),
            ("TONE_POST_INNER", Tone::PostsynapticInner as usize),
            ("TONE_POST_CORE", Tone::PostsynapticCore as usize),
            ("TONE_MICROTUBULE", Tone::Microtubule as usize),
            ("TONE_SECTION", Tone::Section as usize),
            ("TONE_POST_SECTION", Tone::PostsynapticSection as usize),
        ] {
            let line = format!("const {name}: u32 = {number}u;");
            assert!(shader.contains(&line), "{line}");
        }
    }

    #[test]
    fn every_theme_names_every_tone() {
        for text in [
            include_str!("../../assets/themes/dark_studio.ron"),
            include_str!("../../assets/themes/light_textbook.ron"),
            include_str!("../../assets/themes/high_contrast.ron"),
        ] {
            let tokens: Tokens = ron::from_str(text).expect("a theme that can be read");
            assert_eq!(tokens.tones.len(), Tone::COUNT - COMPOSED.len());
        }
        for name in ThemeName::ALL {
            assert_eq!(Theme::named(name).name, name);
        }
    }

    #[test]
    fn text_can_be_read_on_every_background() {
        for name in ThemeName::ALL {
            let theme = Theme::named(name);
            for paper in [theme.background_low, theme.background_high, theme.panel] {
                for text in [theme.text, theme.text_quiet] {
                    let (a, b) = (paper.luminance(), text.luminance());
                    let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                    assert!(contrast >= 4.5, "{name}: {contrast:.1}");
                }
            }
        }
    }

    #[test]
    fn a_theme_is_found_by_its_word() {
        for name in ThemeName::ALL {
            assert_eq!(name.word().parse(), Ok(name));
        }
        assert!("sepia".parse::<ThemeName>().is_err());
    }
}
