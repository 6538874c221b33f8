//! The plainest loop one would write by hand in Rust: no SIMD by hand, no prefetch, one row after the other.
//! usage: plain n d batch epochs rate order warmRows x y order-file|- initial-file check-file timed-file;
//! writes the parameters it ended with as float64 and prints one line of JSON.

use std::fs;
use std::hint::black_box;
use std::time::Instant;

const WARM_SECONDS: f64 = 0.2;
const TIMED_SECONDS: f64 = 0.25;
const LEAST_CALLS: usize = 3;
const ENOUGH_SECONDS: f64 = 1.0;

struct Job {
    n: usize,
    d: usize,
    batch: usize,
    epochs: usize,
    rate: f32,
    x: Vec<f32>,
    y: Vec<f32>,
    orders: Vec<u32>,
    initial: Vec<f32>,
}

/// George Marsaglia's xorshift, 64 bits.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (((self.0 >> 32) * bound as u64) >> 32) as usize
    }
}

fn shuffle(order: &mut [u32], random: &mut Random) {
    for (i, row) in order.iter_mut().enumerate() {
        *row = i as u32;
    }
    for i in (1..order.len()).rev() {
        order.swap(i, random.below(i + 1));
    }
}

fn step(job: &Job, weights: &mut [f32], gradient: &mut [f32], rows: impl ExactSizeIterator<Item = usize>) {
    let scale = job.rate / rows.len() as f32;
    let bias = job.d;
    gradient.fill(0.0);
    for row in rows {
        let x = &job.x[row * job.d..][..job.d];
        let error = x.iter().zip(&*weights).map(|(x, w)| x * w).sum::<f32>() + weights[bias] - job.y[row];
        for (sum, x) in gradient.iter_mut().zip(x) {
            *sum += error * x;
        }
        gradient[bias] += error;
    }
    for (weight, sum) in weights.iter_mut().zip(&*gradient) {
        *weight -= scale * sum;
    }
}

fn train(job: &Job, order: &str, rows: usize, random: &mut Random) -> Vec<f32> {
    let mut weights = job.initial.clone();
    let mut gradient = vec![0.0; job.d + 1];
    let mut own = vec![0u32; if order == "own" { job.n } else { 0 }];
    for epoch in 0..job.epochs {
        let order: &[u32] = match order {
            "own" => {
                shuffle(&mut own, random);
                &own
            }
            "given" => &job.orders[epoch * job.n..][..job.n],
            _ => &[],
        };
        for begin in (0..rows).step_by(job.batch) {
            let end = rows.min(begin + job.batch);
            if order.is_empty() {
                step(job, &mut weights, &mut gradient, begin..end);
            } else {
                step(job, &mut weights, &mut gradient, order[begin..end].iter().map(|row| *row as usize));
            }
        }
    }
    weights
}

/// Seconds of each call.
fn repeat(mut call: impl FnMut(), seconds: f64, least: usize) -> Vec<f64> {
    let begin = Instant::now();
    let mut times = Vec::new();
    loop {
        let start = Instant::now();
        call();
        times.push(start.elapsed().as_secs_f64());
        let spent = begin.elapsed().as_secs_f64();
        if (times.len() >= least && spent >= seconds) || spent >= ENOUGH_SECONDS {
            return times;
        }
    }
}

fn words(path: &str) -> Vec<u32> {
    let bytes = fs::read(path).expect("a table file that can be read");
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

fn floats(path: &str) -> Vec<f32> {
    words(path).into_iter().map(f32::from_bits).collect()
}

/// Writes the parameters as float64.
fn keep(path: &str, weights: &[f32]) {
    let bytes: Vec<u8> = weights.iter().flat_map(|weight| f64::from(*weight).to_le_bytes()).collect();
    fs::write(path, bytes).expect("a file that can be written");
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [n, d, batch, epochs, rate, order, warm_rows, x, y, orders, initial, check, timed] = &arguments[..] else {
        panic!("usage: plain n d batch epochs rate order warmRows x y order-file|- initial-file check-file timed-file");
    };
    let whole = |text: &String| text.parse::<usize>().expect("a whole number");
    let number = |text: &str| text.parse::<f32>().expect("a number");
    let job = Job {
        n: whole(n),
        d: whole(d),
        batch: whole(batch),
        epochs: whole(epochs),
        rate: number(rate),
        x: floats(x),
        y: floats(y),
        orders: if orders == "-" { Vec::new() } else { words(orders) },
        initial: floats(initial),
    };
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    if order == "own" {
        keep(check, &train(&job, "given", job.n, &mut random));
    }
    let warm = job.n.min(whole(warm_rows));
    repeat(|| drop(black_box(train(&job, order, warm, &mut random))), WARM_SECONDS, 1);
    let mut trained = Vec::new();
    let times = repeat(|| trained = black_box(train(&job, order, job.n, &mut random)), TIMED_SECONDS, LEAST_CALLS);
    keep(timed, &trained);
    println!("{{\"times\":{times:?},\"batchSize\":{batch}}}");
}
