//! Whether there is a device that can draw.
//!
//! Asked before the engine starts, because the engine itself has no answer
//! but to panic.

use std::sync::atomic::{AtomicBool, Ordering};

use bevy::{
    render::settings::{Backends, MemoryHints, WgpuLimits, WgpuSettings, WgpuSettingsPriority},
    tasks::block_on,
};
use thiserror::Error;

use crate::view::limits::SIDES;

/// There is nothing to draw with.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("there is no graphics device and no Vulkan driver; {REMEDY}")]
pub struct NoDevice;

#[cfg(target_os = "linux")]
const REMEDY: &str = "install one (Debian and Ubuntu: apt install mesa-vulkan-drivers, which \
     also draws without a graphics card)";
#[cfg(not(target_os = "linux"))]
const REMEDY: &str = "install the graphics card's driver";

/// The processor may have to be the device, and memory is asked for in blocks of up to
/// hundreds of megabytes otherwise, which stay as long as anything is in them. What is
/// larger than this, the least that can be asked for, has a block of its own and leaves
/// it.
const BLOCK: u64 = 4 * 1024 * 1024;

/// Whether all engines that start from now on draw with no more than WebGL2 has.
static IS_PLAIN: AtomicBool = AtomicBool::new(false);

/// Has every engine that starts from now on draw with no more than a web page
/// without WebGPU has.
pub fn forgo_fancy() {
    IS_PLAIN.store(true, Ordering::Relaxed);
}

/// How the engine is to choose its device: the system's own interface
/// (Vulkan, Metal, Direct3D 12) unless `WGPU_BACKEND` says another.
pub fn settings() -> WgpuSettings {
    let usual = WgpuSettings {
        backends: Some(Backends::from_env().unwrap_or(Backends::PRIMARY)),
        memory_hints: MemoryHints::Manual {
            suballocated_device_memory_block_size: BLOCK..BLOCK,
        },
        ..Default::default()
    };
    if !IS_PLAIN.load(Ordering::Relaxed) {
        return usual;
    }
    WgpuSettings {
        priority: WgpuSettingsPriority::WebGL2,
        limits: WgpuLimits {
            // Whatever else is forgone.
            max_texture_dimension_2d: *SIDES.end(),
            ..WgpuLimits::downlevel_webgl2_defaults()
        },
        ..usual
    }
}

/// Looks for a device, and asks it to start.
///
/// # Errors
/// There is none, or none that starts.
pub fn probe() -> Result<(), NoDevice> {
    let settings = settings();
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: settings.backends.unwrap_or(Backends::PRIMARY),
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let adapter = block_on(instance.request_adapter(&wgpu::RequestAdapterOptions {
        power_preference: settings.power_preference,
        ..Default::default()
    }))
    .map_err(|_| NoDevice)?;
    block_on(adapter.request_device(&wgpu::DeviceDescriptor::default())).map_err(|_| NoDevice)?;
    Ok(())
}
