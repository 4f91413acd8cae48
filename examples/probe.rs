use bevy::prelude::*;
use exoscope::{
    scene,
    sim::{self, controls::*, record::*, vesicle::*, *},
    units::SimTime,
};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let secs: f64 = args[1].parse().unwrap();
    let scene = scene::load("synaptic_bouton").unwrap();
    let mut changes = vec![];
    for a in &args[2..] {
        changes.push(TimedChange {
            at: SimTime::ZERO,
            change: Change::parse(a).unwrap(),
        });
    }
    let mut app = App::new();
    let t = std::time::Instant::now();
    app.add_plugins(SimulationPlugin {
        session: Session {
            scene,
            seed: 1,
            changes,
        },
    });
    println!("build {:?}", t.elapsed());
    let t = std::time::Instant::now();
    for k in 1..=10 {
        sim::advance_to(app.world_mut(), SimTime::from_secs(secs * k as f64 / 10.0));
        let w = app.world_mut();
        let mut m = std::collections::BTreeMap::new();
        for s in w.query::<&Stage>().iter(w) {
            *m.entry(*s).or_insert(0) += 1;
        }
        let r = w.resource::<Record>();
        print!(
            "{:7.1}s ev {} samples {} ",
            secs * k as f64 / 10.0,
            r.event_count,
            r.sample_count
        );
        for (s, c) in m {
            print!("{}:{} ", s.word(), c);
        }
        println!();
    }
    println!("run {:?}", t.elapsed());
    let w = app.world_mut();
    for (r, c) in w.resource::<Totals>().releases() {
        println!("{r:?} {c}");
    }
    println!("{:?}", w.resource::<sim::energy::AtpAccount>());
    println!("{:?}", w.resource::<sim::membrane::AreaLedger>());
    let mut m = std::collections::BTreeMap::new();
    for e in &w.resource::<Record>().events {
        *m.entry(e.what).or_insert(0) += 1;
    }
    println!("{m:?}");
}
