// A grid of threads on one thread of the host. Every thread of the grid is a fiber; between two synchronisations it runs
// alone, and which one goes next is drawn at random: a barrier that is missing is a result that changes.
#pragma once

#include <cmath>
#include <csignal>
#include <csetjmp>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <ucontext.h>
#include <utility>
#include <vector>

namespace emulator {

constexpr unsigned kThreads = 256, kWarp = 32;
constexpr size_t kStack = 128 << 10, kShared = 48 << 10;

struct Index {
  unsigned x;
};

struct Fiber {
  ucontext_t start;
  jmp_buf place;
  std::unique_ptr<char[]> stack{new char[kStack]};
  bool started;
  Index block, thread;
};

// Threads that wait for each other.
struct Meeting {
  std::vector<unsigned> waiting;
};

struct Warp {
  Meeting meeting;
  uint64_t given[kWarp], taken[kWarp];
};

struct Block {
  Meeting meeting;
  std::unique_ptr<char[]> shared{new char[kShared]};
  size_t used;
  std::vector<Warp> warps{kThreads / kWarp};
};

// The places of barriers in the source, numbered as they are met.
struct Sites {
  std::mutex mutex;
  std::map<std::pair<std::string, int>, int> numbers;
  std::vector<std::string> names;

  int number(const char* file, int line) {
    const std::lock_guard<std::mutex> lock(mutex);
    const char* name = std::strrchr(file, '/');
    const auto [found, fresh] = numbers.emplace(std::pair(name ? name + 1 : file, line), int(names.size()));
    if (fresh) names.push_back(found->first.first + ":" + std::to_string(line));
    return found->second;
  }
};

inline Sites sites;

class Grid {
 public:
  Grid(unsigned blocks, uint64_t seed, int skipped, void (*kernel)(void*), void* arguments)
      : size{blocks}, skipped(skipped), kernel(kernel), arguments(arguments), state(seed * 2 + 1) {
    const unsigned shares[] = {0, 128, 240, 255};
    eager = shares[seed % 4];
    fibers.resize(blocks * kThreads);
    for (auto& fiber : fibers) fiber = std::make_unique<Fiber>();
    grid_blocks.resize(blocks);
  }

  // Runs all threads to their end; false where they wait for each other for ever, or one touched what is not there.
  bool run() {
    catch_faults();
    for (unsigned i = 0; i < fibers.size(); i++) {
      Fiber& fiber = *fibers[i];
      fiber.started = false;
      fiber.block = {i / kThreads};
      fiber.thread = {i % kThreads};
      ready.push_back(i);
    }
    for (auto& block : grid_blocks) {
      // What nobody has written is not a number.
      std::memset(block.shared.get(), 0xff, kShared);
    }
    current = this;
    if (_setjmp(home) == 0) next();
    current = nullptr;
    return finished == fibers.size();
  }

  void block_barrier(int site) {
    if (site != skipped) meet(block().meeting, kThreads);
  }

  void grid_barrier(int site) {
    if (site != skipped) meet(everybody, fibers.size());
  }

  void warp_barrier(int site) {
    if (site != skipped) meet(block().warps[me().thread.x / kWarp].meeting, kWarp);
  }

  uint64_t shuffle(uint64_t mine, unsigned from) {
    Warp& warp = block().warps[me().thread.x / kWarp];
    warp.given[me().thread.x % kWarp] = mine;
    if (warp.meeting.waiting.size() + 1 == kWarp) std::memcpy(warp.taken, warp.given, sizeof warp.taken);
    meet(warp.meeting, kWarp);
    return warp.taken[from % kWarp];
  }

  char* shared() { return block().shared.get(); }
  Fiber& me() { return *fibers[running]; }
  Index size;

  static thread_local Grid* current;

 private:
  // A thread that reads by a number nobody wrote ends the launch, as it does on a GPU.
  static void catch_faults() {
    static struct sigaction before;
    static std::once_flag once;
    std::call_once(once, [] {
      struct sigaction action = {};
      action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
      action.sa_sigaction = [](int signal, siginfo_t*, void*) {
        if (current) _longjmp(current->home, 2);
        sigaction(signal, &before, nullptr);
      };
      sigaction(SIGSEGV, &action, &before);
    });
  }

  Block& block() { return grid_blocks[me().block.x]; }

  void meet(Meeting& meeting, size_t count) {
    meeting.waiting.push_back(running);
    if (meeting.waiting.size() == count) {
      ready.insert(ready.end(), meeting.waiting.begin(), meeting.waiting.end());
      meeting.waiting.clear();
    }
    if (_setjmp(me().place) == 0) next();
  }

  uint64_t draw() {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state >> 16;
  }

  [[noreturn]] void next() {
    if (ready.empty()) _longjmp(home, 1);
    // A fair draw alone would let nobody run far ahead of the others.
    if (draw() % 256 >= eager) std::swap(ready[draw() % ready.size()], ready.back());
    running = ready.back();
    ready.pop_back();
    Fiber& fiber = me();
    if (fiber.started) _longjmp(fiber.place, 1);
    fiber.started = true;
    getcontext(&fiber.start);
    fiber.start.uc_stack.ss_sp = fiber.stack.get();
    fiber.start.uc_stack.ss_size = kStack;
    fiber.start.uc_link = nullptr;
    makecontext(&fiber.start, &Grid::begin, 0);
    setcontext(&fiber.start);
    __builtin_unreachable();
  }

  static void begin() {
    Grid& grid = *current;
    grid.kernel(grid.arguments);
    grid.finished++;
    grid.next();
  }

  int skipped;
  void (*kernel)(void*);
  void* arguments;
  uint64_t state;
  // Share of 256 in which the thread that was woken last goes next.
  unsigned eager;
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::vector<Block> grid_blocks;
  std::vector<unsigned> ready;
  Meeting everybody;
  jmp_buf home;
  unsigned running = 0;
  size_t finished = 0;
};

inline thread_local Grid* Grid::current = nullptr;

template <class V>
V shuffle(V mine, unsigned from) {
  uint64_t bits = 0;
  std::memcpy(&bits, &mine, sizeof mine);
  bits = Grid::current->shuffle(bits, from);
  std::memcpy(&mine, &bits, sizeof mine);
  return mine;
}

template <class To, class From>
To bits_as(From from) {
  To to;
  static_assert(sizeof to == sizeof from);
  std::memcpy(&to, &from, sizeof to);
  return to;
}

}  // namespace emulator

#define SITE ([] { static const int site = emulator::sites.number(__FILE__, __LINE__); return site; }())

#define __device__
#define __noinline__ __attribute__((noinline))
#define __global__
#define __grid_constant__
#define __launch_bounds__(...)
#define threadIdx (emulator::Grid::current->me().thread)
#define blockIdx (emulator::Grid::current->me().block)
#define gridDim (emulator::Grid::current->size)
#define SHARED(T, name, count)                                              \
  static_assert(sizeof(T) * (count) <= emulator::kShared, "shared memory"); \
  T* name = reinterpret_cast<T*>(emulator::Grid::current->shared())
#define GRID_BARRIER(status) ((void)(status), emulator::Grid::current->grid_barrier(SITE))
#define __syncthreads() emulator::Grid::current->block_barrier(SITE)
#define __syncwarp() emulator::Grid::current->warp_barrier(SITE)
#define __shfl_sync(mask, value, lane) emulator::shuffle(value, lane)
#define __shfl_xor_sync(mask, value, other) emulator::shuffle(value, (threadIdx.x % 32) ^ (other))
#define __fsqrt_rn(x) std::sqrt(float(x))
#define __dsqrt_rn(x) std::sqrt(double(x))
#define __double_as_longlong(x) emulator::bits_as<long long>(double(x))
#define __longlong_as_double(x) emulator::bits_as<double>((long long)(x))
#define __float_as_int(x) emulator::bits_as<int>(float(x))
#define __int_as_float(x) emulator::bits_as<float>(int(x))
