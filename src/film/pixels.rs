//! Reads a picture back from the graphics device, once it has been drawn.

use std::sync::mpsc;

use bevy::{
    prelude::*,
    render::{
        RenderApp,
        render_asset::RenderAssets,
        render_resource::{
            BufferDescriptor, BufferUsages, CommandEncoderDescriptor, MapMode, PollType,
            TexelCopyBufferInfo, TexelCopyBufferLayout,
        },
        renderer::{RenderDevice, RenderQueue},
        texture::GpuImage,
    },
};

use crate::view::twin::Bytes;

/// Red, green, blue, opacity.
const BYTES_A_PIXEL: usize = 4;

/// What is on `paper` after the newest frame of an app that draws without
/// pipelining. It waits for the device.
pub(super) fn read(app: &App, paper: &Handle<Image>) -> Option<Bytes> {
    let renderer = app.get_sub_app(RenderApp)?.world();
    let image = renderer
        .get_resource::<RenderAssets<GpuImage>>()?
        .get(paper)?;
    let device = renderer.get_resource::<RenderDevice>()?;
    let queue = renderer.get_resource::<RenderQueue>()?;
    let extent = image.texture_descriptor.size;
    let row = extent.width as usize * BYTES_A_PIXEL;
    let padded = RenderDevice::align_copy_bytes_per_row(row);
    let buffer = device.create_buffer(&BufferDescriptor {
        label: Some("picture"),
        size: (padded * extent.height as usize) as u64,
        usage: BufferUsages::COPY_DST | BufferUsages::MAP_READ,
        mapped_at_creation: false,
    });
    let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
    encoder.copy_texture_to_buffer(
        image.texture.as_image_copy(),
        TexelCopyBufferInfo {
            buffer: &buffer,
            layout: TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(padded as u32),
                rows_per_image: None,
            },
        },
        extent,
    );
    queue.submit([encoder.finish()]);
    let (mapped, is_mapped) = mpsc::channel();
    let slice = buffer.slice(..);
    slice.map_async(MapMode::Read, move |outcome| {
        // Nobody listens any more if the device could not be waited for.
        let _ = mapped.send(outcome.is_ok());
    });
    device
        .poll(PollType::Wait {
            submission_index: None,
            timeout: None,
        })
        .ok()?;
    if !is_mapped.recv().ok()? {
        return None;
    }
    let mut rgba: Vec<u8> = slice
        .get_mapped_range()
        .chunks_exact(padded)
        .flat_map(|line| line[..row].iter().copied())
        .collect();
    rgba.chunks_exact_mut(BYTES_A_PIXEL)
        .for_each(|pixel| pixel[BYTES_A_PIXEL - 1] = u8::MAX);
    Some(Bytes {
        size: UVec2::new(extent.width, extent.height),
        rgba,
    })
}
