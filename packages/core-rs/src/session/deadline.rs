//! The time a run may take.

/// Steps a call may take more than the one before: the clock may be too coarse to see the first ones.
const GROWTH: u64 = 4;

/// A moment by which a run should end, and the pace it was seen to keep.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    at: f64,
    latest: Option<Pace>,
}

#[derive(Clone, Copy, Debug)]
struct Pace {
    steps: u64,
    /// Of one step.
    seconds: f64,
}

impl Deadline {
    /// Ends at this moment of the session's clock, in seconds.
    pub(super) fn new(at: f64) -> Self {
        Self { at, latest: None }
    }

    /// Steps to take before the clock is looked at again: half of those that fit at the latest pace, so that slower ones
    /// are noticed in time; 0 where the next step would end too late. The first step is always taken.
    pub(super) fn steps(&self, now: f64) -> u64 {
        let Some(Pace { steps, seconds }) = self.latest else { return 1 };
        let left = self.at - now;
        if left <= seconds {
            return 0;
        }
        // Saturates where the clock saw no time pass.
        ((left / seconds / 2.0) as u64).clamp(1, steps.saturating_mul(GROWTH))
    }

    /// Takes notice of steps that were taken.
    pub(super) fn see(&mut self, steps: u64, seconds: f64) {
        if steps > 0 {
            self.latest = Some(Pace { steps, seconds: seconds / steps as f64 });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Deadline;

    /// Runs steps that take so long, by a clock that only shows whole ticks; gives the end and the calls.
    fn run(budget: f64, tick: f64, step: impl Fn(u64) -> f64) -> (f64, u64, u64) {
        let (mut now, mut taken, mut calls) = (0.0, 0, 0);
        let clock = |now: f64| (now / tick).floor() * tick;
        let mut deadline = Deadline::new(budget);
        loop {
            let steps = deadline.steps(clock(now));
            if steps == 0 {
                return (now, taken, calls);
            }
            let started = now;
            now += (taken..taken + steps).map(&step).sum::<f64>();
            deadline.see(steps, clock(now) - clock(started));
            (taken, calls) = (taken + steps, calls + 1);
        }
    }

    #[test]
    fn ends_within_a_step_of_the_budget() {
        for step in [1e-7, 1e-5, 7e-4, 2e-3] {
            let (end, taken, calls) = run(5e-3, 1e-9, |_| step);
            assert!(end <= 5e-3 + 1e-9, "{step}: ended at {end}");
            assert!(end >= 5e-3 - 2.0 * step, "{step}: ended at {end} after {taken} steps");
            assert!(calls < 60, "{step}: looked at the clock {calls} times");
        }
    }

    #[test]
    fn takes_one_step_whatever_it_costs() {
        assert_eq!(run(0.0, 1e-9, |_| 1.0), (1.0, 1, 1));
        assert_eq!(run(5e-3, 1e-9, |_| 1.0), (1.0, 1, 1));
    }

    #[test]
    fn a_coarse_clock_costs_a_few_ticks() {
        let (end, ..) = run(5e-3, 1e-4, |_| 1e-7);
        assert!((4e-3..=5.5e-3).contains(&end), "ended at {end}");
    }

    #[test]
    fn steps_that_become_slower_are_noticed() {
        let (end, ..) = run(5e-3, 1e-9, |t| if t < 1000 { 1e-6 } else { 4e-6 });
        assert!(end <= 8e-3, "ended at {end}");
    }
}
