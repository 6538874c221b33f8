//! The float64 nearest to decimal digits, without tables.
//!
//! The standard library's parser is faster, and brings ten kilobytes of powers of five that nothing compresses.

use std::cmp::Ordering;

/// More digits than any number halfway between two float64 has: of those after them it matters only whether all are 0.
const DIGITS: usize = 800;
const MANTISSA_BITS: i64 = 53;
const LEAST_EXPONENT: i64 = -1022;
const GREATEST_EXPONENT: i64 = 1023;
/// Digits of a number that has room in 64 bits.
const SHORT_DIGITS: usize = 19;
/// The largest power of five that has room in 63.
const SHORT_POWER: i64 = 27;

/// The float64 nearest to a decimal number as JSON writes it, the even one of two; infinite where it is too large.
pub(super) fn nearest(text: &str) -> f64 {
    let (unsigned, negative) = text.strip_prefix('-').map_or((text, false), |unsigned| (unsigned, true));
    let (digits, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut digits = whole.bytes().chain(fraction.bytes()).skip_while(|&digit| digit == b'0');
    let written = digits.clone().count();
    let kept: Vec<u8> = digits.by_ref().take(DIGITS).map(|digit| digit - b'0').collect();
    let more = digits.any(|digit| digit != b'0');
    // Of so large an exponent that it has no room only the sign matters.
    let exponent = exponent.parse().unwrap_or(if exponent.starts_with('-') { -FAR } else { FAR });
    let power = exponent.clamp(-FAR, FAR) - fraction.len() as i64 + (written - kept.len()) as i64;
    let value = Decimal { digits: kept, more, power }.nearest();
    if negative { -value } else { value }
}

/// Beyond every exponent of a float64 by more digits than a text has.
const FAR: i64 = 1 << 40;

/// digits · 10^power, and a little more where there were more digits.
struct Decimal {
    digits: Vec<u8>,
    more: bool,
    power: i64,
}

impl Decimal {
    fn nearest(&self) -> f64 {
        let Self { digits, power, .. } = self;
        let magnitude = digits.len() as i64 + power;
        if digits.is_empty() || magnitude < -330 {
            return 0.0;
        }
        if magnitude > 310 {
            return f64::INFINITY;
        }
        self.short().unwrap_or_else(|| self.divided())
    }

    /// By one division of 128 bits, where they have room for it: nearly every number.
    fn short(&self) -> Option<f64> {
        if self.digits.len() > SHORT_DIGITS || self.power.abs() > SHORT_POWER {
            return None;
        }
        let number = self.digits.iter().fold(0, |number, &digit| 10 * number + u128::from(digit));
        let fives = 5_u128.pow(self.power.unsigned_abs() as u32);
        Some(if self.power < 0 {
            let shift = number.leading_zeros();
            let shifted = number << shift;
            // More bits than a mantissa, the lowest of which says whether anything is left.
            let quotient = (shifted / fives) | u128::from(shifted % fives != 0);
            quotient as f64 * power_of_two(self.power - i64::from(shift))
        } else {
            (number * fives) as f64 * power_of_two(self.power)
        })
    }

    /// By long division, bit after bit.
    fn divided(&self) -> f64 {
        let (mut above, mut below) = (Whole(Vec::new()), Whole(vec![1]));
        for &digit in &self.digits {
            above.times_plus(10, digit.into());
        }
        let mut power = self.power;
        if self.more {
            above.times_plus(10, 1);
            power -= 1;
        }
        let scaled = if power < 0 { &mut below } else { &mut above };
        for _ in 0..power.abs() {
            scaled.times_plus(10, 0);
        }
        // above / below · 2^exponent, the quotient from 1 to below 2.
        let mut exponent = above.bits() - below.bits();
        let shifted = if exponent < 0 { &mut above } else { &mut below };
        for _ in 0..exponent.abs() {
            shifted.times_plus(2, 0);
        }
        if above.order(&below) == Ordering::Less {
            above.times_plus(2, 0);
            exponent -= 1;
        }
        if exponent > GREATEST_EXPONENT {
            return f64::INFINITY;
        }
        let subnormal = (LEAST_EXPONENT - exponent).max(0);
        if subnormal > MANTISSA_BITS {
            return 0.0;
        }
        let mut mantissa = 0_u64;
        for _ in subnormal..MANTISSA_BITS {
            mantissa *= 2;
            if above.order(&below) != Ordering::Less {
                above.subtract(&below);
                mantissa += 1;
            }
            above.times_plus(2, 0);
        }
        mantissa += match above.order(&below) {
            Ordering::Less => 0,
            Ordering::Equal => mantissa % 2,
            Ordering::Greater => 1,
        };
        // The mantissa's highest bit, where it has one, counts the exponent up by one; so does what it was rounded up to.
        let lowest = (exponent.max(LEAST_EXPONENT) - LEAST_EXPONENT) as u64;
        f64::from_bits((lowest << (MANTISSA_BITS - 1)) + mantissa)
    }
}

/// Of a normal number.
fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits(((exponent + GREATEST_EXPONENT) as u64) << (MANTISSA_BITS - 1))
}

/// A whole number of any size, its lowest 32 bits first, its highest not 0.
struct Whole(Vec<u32>);

impl Whole {
    fn times_plus(&mut self, factor: u32, term: u32) {
        let mut carry = u64::from(term);
        for part in &mut self.0 {
            carry += u64::from(*part) * u64::from(factor);
            *part = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn bits(&self) -> i64 {
        let highest = self.0.last().map_or(32, |part| part.leading_zeros());
        32 * self.0.len() as i64 - i64::from(highest)
    }

    fn order(&self, other: &Self) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// What is not more than this.
    fn subtract(&mut self, other: &Self) {
        let mut borrowed = false;
        let others = other.0.iter().copied().chain(std::iter::repeat(0));
        for (part, other) in self.0.iter_mut().zip(others) {
            let (less, first) = part.overflowing_sub(other);
            let (less, second) = less.overflowing_sub(borrowed.into());
            (*part, borrowed) = (less, first || second);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}
