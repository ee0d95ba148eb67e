// Sends datagrams at an even rate and takes them back, fast enough to measure servers that are written in C.
//
//   blast PORT SECONDS RATE BURST < FLOWS
//
// FLOWS has one line a client: its local port on 127.0.0.1, where its data starts in what it sends, and what it sends,
// in hex. The first 16 bytes of the data are overwritten: a mark, and the time. RATE is datagrams a second of all
// clients together, BURST how many one client sends at once. Prints one line of JSON; latencies are in microseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FLOWS = 4096, MAX_SIZE = 2048, MAX_BURST = 64, BATCH = 64, BUCKETS = 1000000 };
static const uint64_t MARK = 0x6f6e6563616c6c21;

struct flow {
  int fd;
  int at;
  int size;
  uint8_t packets[MAX_BURST][MAX_SIZE];
};

static struct flow *flows[MAX_FLOWS];
static int flow_count;
// Latencies in tenths of a microsecond; what took longer counts as the last one.
static uint32_t histogram[BUCKETS];
static uint64_t sent, refused, received, strange;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void open_flow(int server_port, int port, int at, const char *hex) {
  struct flow *flow = calloc(1, sizeof *flow);
  if (flow == NULL || flow_count == MAX_FLOWS) fail("flow");
  flows[flow_count++] = flow;
  flow->at = at;
  flow->size = (int)(strlen(hex) / 2);
  if (flow->size > MAX_SIZE || at + 16 > flow->size) fail("size");
  for (int i = 0; i < flow->size; i++) {
    unsigned byte;
    if (sscanf(hex + 2 * i, "%2x", &byte) != 1) fail("hex");
    for (int copy = 0; copy < MAX_BURST; copy++) flow->packets[copy][i] = (uint8_t)byte;
  }
  flow->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  int buffer = 4 * 1024 * 1024;
  setsockopt(flow->fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(flow->fd, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
  address.sin_port = htons((uint16_t)server_port);
  if (connect(flow->fd, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
}

static void send_burst(struct flow *flow, int count) {
  static struct mmsghdr messages[MAX_BURST];
  static struct iovec parts[MAX_BURST];
  uint64_t time = now();
  for (int i = 0; i < count; i++) {
    uint8_t *data = flow->packets[i] + flow->at;
    memcpy(data, &MARK, 8);
    memcpy(data + 8, &time, 8);
    parts[i] = (struct iovec){flow->packets[i], (size_t)flow->size};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
  }
  int done = sendmmsg(flow->fd, messages, (unsigned)count, 0);
  if (done < 0) done = 0;
  sent += (uint64_t)done;
  refused += (uint64_t)(count - done);
}

// Where the data starts, in ChannelData or behind the head of the DATA attribute (0x0013) of a Data indication.
static unsigned data_start(const uint8_t *packet, unsigned length) {
  if (length > 0 && packet[0] >> 4 == 4) return 4;
  for (unsigned at = 20; at + 4 <= length; at += 4 + ((packet[at + 2] * 256u + packet[at + 3] + 3) & ~3u)) {
    if (packet[at] == 0x00 && packet[at + 1] == 0x13) return at + 4;
  }
  return length;
}

static void take(const uint8_t *packet, unsigned length, uint64_t time) {
  unsigned at = data_start(packet, length);
  uint64_t mark, then;
  if (length < at + 16 || (memcpy(&mark, packet + at, 8), mark != MARK)) {
    strange++;
    return;
  }
  memcpy(&then, packet + at + 8, 8);
  uint64_t bucket = (time - then) / 100;
  histogram[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
  received++;
}

static void receive_all(int epoll, int wait) {
  static struct mmsghdr messages[BATCH];
  static struct iovec parts[BATCH];
  static uint8_t memory[BATCH][MAX_SIZE];
  struct epoll_event events[64];
  int ready = epoll_wait(epoll, events, 64, wait);
  for (int i = 0; i < ready; i++) {
    for (int slot = 0; slot < BATCH; slot++) {
      parts[slot] = (struct iovec){memory[slot], MAX_SIZE};
      messages[slot].msg_hdr = (struct msghdr){.msg_iov = &parts[slot], .msg_iovlen = 1};
    }
    int count = recvmmsg(flows[events[i].data.u32]->fd, messages, BATCH, MSG_DONTWAIT, NULL);
    uint64_t time = now();
    for (int slot = 0; slot < count; slot++) take(memory[slot], messages[slot].msg_len, time);
  }
}

static double percentile(double part) {
  uint64_t rank = (uint64_t)((double)received * part), seen = 0;
  for (int bucket = 0; bucket < BUCKETS; bucket++) {
    seen += histogram[bucket];
    if (seen > rank) return bucket / 10.0;
  }
  return 0;
}

int main(int count, char **arguments) {
  if (count != 5) return fprintf(stderr, "blast PORT SECONDS RATE BURST < FLOWS\n"), 2;
  int port = atoi(arguments[1]), burst = atoi(arguments[4]);
  double seconds = atof(arguments[2]), rate = atof(arguments[3]);
  if (burst < 1 || burst > MAX_BURST) return fprintf(stderr, "BURST is 1 to %d\n", MAX_BURST), 2;
  static char hex[2 * MAX_SIZE + 1];
  int local, at;
  while (scanf("%d %d %4096s", &local, &at, hex) == 3) open_flow(port, local, at, hex);
  int epoll = epoll_create1(0);
  for (int i = 0; i < flow_count; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
    epoll_ctl(epoll, EPOLL_CTL_ADD, flows[i]->fd, &event);
  }
  const uint64_t start = now(), end = start + (uint64_t)(seconds * 1e9);
  const double step = 1e9 * burst / rate;
  uint64_t bursts = 0, worst = 0;
  for (uint64_t time = start; time < end; time = now()) {
    uint64_t due = start + (uint64_t)((double)bursts * step);
    if (time >= due) {
      if (time - due > worst) worst = time - due;
      send_burst(flows[bursts++ % (uint64_t)flow_count], burst);
    }
    receive_all(epoll, 0);
  }
  double took = (double)(now() - start) / 1e9;
  // What is still on its way: until nothing has come for a while.
  for (uint64_t before = received + 1; before != received;) {
    before = received;
    receive_all(epoll, 200);
  }
  printf("{\"sent\":%lu,\"refused\":%lu,\"received\":%lu,\"strange\":%lu,\"seconds\":%.4f,\"lateUs\":%.1f,"
         "\"p50\":%.1f,\"p99\":%.1f}\n",
         sent, refused, received, strange, took, (double)worst / 1000, percentile(0.5), percentile(0.99));
  return 0;
}
