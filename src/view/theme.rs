//! Colours and light, read from tokens in `assets/themes`.
//!
//! What a colour means never changes; a theme only chooses the shade that can
//! be told apart on its background. Everything that is painted names a
//! [`Tone`], so that a theme can be changed while the picture runs.

use std::{collections::HashMap, fmt, str::FromStr, sync::OnceLock};

use bevy::prelude::*;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The three looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename = "theme")]
pub enum ThemeName {
    /// Dark background, soft studio light.
    #[default]
    #[serde(rename = "dark")]
    DarkStudio,
    /// Paper white with drawn edges, for print and bright rooms.
    #[serde(rename = "light")]
    LightTextbook,
    /// Black and full-strength hues.
    #[serde(rename = "contrast")]
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
    /// Any protein of the cytosol.
    CytosolProtein,
}

impl Tone {
    /// How many there are.
    pub const COUNT: usize = Self::CytosolProtein as usize + 1;

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

/// Light on the cell's inner wall: its colour and strength far behind what is
/// looked at, its strength close to it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WallLight {
    near: f32,
    far: (String, f32),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tokens {
    background_low: String,
    background_high: String,
    text: String,
    text_quiet: String,
    panel: String,
    /// The light of a membrane that is depolarised.
    potential: String,
    accent: String,
    beside: String,
    key: Lamp,
    fill: Lamp,
    rim: Lamp,
    sky: (String, f32),
    ground: (String, f32),
    gloss: f32,
    ink: f32,
    fog: f32,
    wall: WallLight,
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
    /// The other of two runs that are seen side by side.
    pub beside: Srgba,
    /// The light of a membrane that is depolarised.
    pub(super) potential: Srgba,
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
    /// Light on the cell's inner wall against that on what lies in it: far behind
    /// what is looked at, and (`w`) close to it.
    pub(super) wall: Vec4,
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
            beside: colour(&tokens.beside),
            potential: colour(&tokens.potential),
            key: light(&tokens.key),
            fill: light(&tokens.fill),
            rim: light(&tokens.rim),
            sky: linear(&tokens.sky.0) * tokens.sky.1,
            ground: linear(&tokens.ground.0) * tokens.ground.1,
            gloss: tokens.gloss,
            ink: tokens.ink,
            fog: tokens.fog,
            wall: (linear(&tokens.wall.far.0) * tokens.wall.far.1).extend(tokens.wall.near),
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
            ("TONE_CYTOSOL_PROTEIN", Tone::CytosolProtein as usize),
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

    /// How a thing is drawn: what differs in this is told apart without colour.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Form {
        /// A leaflet of the cell or of its neighbour, or the core between two.
        Sheet,
        /// The wall of a capillary: thick, rounded, and its windows.
        Wall,
        Tube,
        Helix,
        Walker,
        /// A walker with a ring of six lobes.
        RingedWalker,
        Rope,
        /// A thread that winds around others.
        Coil,
        /// Two lobes on a stalk.
        LobedStalk,
        /// A long straight body beside a vesicle.
        Pillar,
        /// A ball on a stalk, with a foot.
        Lollipop,
        Bump,
        /// Small balls in great numbers.
        Beads,
        /// Longer than wide: rods of matrix.
        Grains,
        Lump,
        /// Soft light with no edge.
        Glow,
        Channel,
        Receptor,
        Web,
        /// A collar around a bundle.
        Collar,
        /// A thin ring around all of a vesicle.
        Ring,
        Spark,
        Cage,
        /// Balls within a cage.
        CagedBalls,
        Spiral,
        Tree,
        Fibre,
        Dome,
    }

    fn form(tone: Tone) -> Form {
        match tone {
            Tone::OuterLeaflet
            | Tone::CytosolicLeaflet
            | Tone::BilayerCore
            | Tone::PostsynapticOuter
            | Tone::PostsynapticInner
            | Tone::PostsynapticCore
            | Tone::Section
            | Tone::PostsynapticSection => Form::Sheet,
            Tone::Endothelium | Tone::Fenestra => Form::Wall,
            Tone::Microtubule => Form::Tube,
            Tone::Actin => Form::Helix,
            Tone::Kinesin | Tone::Myosin => Form::Walker,
            Tone::Dynein => Form::RingedWalker,
            Tone::Tether => Form::Rope,
            Tone::Synaptobrevin | Tone::Syntaxin | Tone::Snap25 | Tone::Complexin => Form::Coil,
            Tone::Synaptotagmin => Form::LobedStalk,
            Tone::Munc13 => Form::Pillar,
            Tone::ProtonPump => Form::Lollipop,
            Tone::CoatProtein | Tone::CarrierProtein => Form::Bump,
            Tone::Transmitter | Tone::Hydrolase | Tone::CytosolProtein => Form::Beads,
            Tone::Matrix => Form::Grains,
            Tone::Waste | Tone::DenseCore => Form::Lump,
            Tone::Calcium => Form::Glow,
            Tone::CalciumChannel | Tone::IonChannel => Form::Channel,
            Tone::Receptor | Tone::OpenReceptor => Form::Receptor,
            Tone::Scaffold => Form::Web,
            Tone::PrimedMark => Form::Collar,
            Tone::Selection => Form::Ring,
            Tone::AtpSpent => Form::Spark,
            Tone::Clathrin => Form::Cage,
            Tone::Adaptor => Form::CagedBalls,
            Tone::Dynamin => Form::Spiral,
            Tone::Sugar => Form::Tree,
            Tone::CarbonFibre | Tone::Insulation => Form::Fibre,
            Tone::Lamp => Form::Dome,
        }
    }

    /// Pairs that mean the same: both motors walk to a plus end, both cores are
    /// the tails of lipids.
    const SAME_MEANING: [[Tone; 2]; 2] = [
        [Tone::Kinesin, Tone::Myosin],
        [Tone::BilayerCore, Tone::PostsynapticCore],
    ];

    /// What the three common kinds of colour blindness make of linear light:
    /// Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113, at full
    /// severity; first, eyes that see all.
    const SIGHTS: [(&str, [[f32; 3]; 3]); 4] = [
        (
            "all colours",
            [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        ),
        (
            "no red cones",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "no green cones",
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ),
        (
            "no blue cones",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    /// CIE 1976 lightness, redness and yellowness of a colour as somebody sees it.
    fn seen(colour: Srgba, sight: &[[f32; 3]; 3]) -> Vec3 {
        let light = LinearRgba::from(colour).to_vec3();
        let [red, green, blue] = sight.map(|row| Vec3::from(row).dot(light).clamp(0.0, 1.0));
        let lab = Laba::from(LinearRgba::rgb(red, green, blue));
        Vec3::new(lab.lightness, lab.a, lab.b) * 100.0
    }

    #[test]
    fn what_means_something_else_is_told_apart_by_all_eyes() {
        let text = include_str!("../../assets/themes/dark_studio.ron");
        let tokens: Tokens = ron::from_str(text).expect("a theme that can be read");
        let mut tones: Vec<Tone> = tokens.tones.into_keys().collect();
        tones.sort_unstable_by_key(|tone| *tone as u8);
        for name in ThemeName::ALL {
            let theme = Theme::named(name);
            for (who, sight) in &SIGHTS {
                for (index, a) in tones.iter().enumerate() {
                    for b in &tones[index + 1..] {
                        if form(*a) != form(*b) || SAME_MEANING.contains(&[*a, *b]) {
                            continue;
                        }
                        let apart =
                            seen(theme.tone(*a), sight).distance(seen(theme.tone(*b), sight));
                        assert!(apart > 10.0, "{name}, {who}: {a:?} and {b:?} by {apart:.1}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_other_runs_colour_means_nothing_else_to_any_eye() {
        for name in ThemeName::ALL {
            let theme = Theme::named(name);
            // With what its line crosses, and what is seen beside it.
            let others = [
                ("this run's", theme.accent),
                ("text", theme.text),
                ("quiet text", theme.text_quiet),
                ("transmitter", theme.tone(Tone::Transmitter)),
                ("calcium", theme.tone(Tone::Calcium)),
            ];
            for (who, sight) in &SIGHTS {
                for (what, other) in others {
                    let apart = seen(theme.beside, sight).distance(seen(other, sight));
                    assert!(apart > 15.0, "{name}, {who}: {what} by {apart:.1}");
                }
            }
            let (a, b) = (theme.beside.luminance(), theme.panel.luminance());
            assert!((a.max(b) + 0.05) / (a.min(b) + 0.05) >= 4.5, "{name}");
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
