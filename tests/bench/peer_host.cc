// The C peer's host: simdjson's On-Demand parser in its batch mode, the fastest that it has.
//
//   peer_host core|e2e FOLDER OUT REPETITIONS
//
// core: events parsed before; e2e: from the text of events.jsonl to the final lines in OUT. Prints
// a line for each repetition, `TRACK EVENTS NANOSECONDS`, like every program of the benchmark.
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "peer.h"

using namespace simdjson;
using std::string;
using std::string_view;
using std::vector;

namespace {

constexpr size_t BATCH = 4 << 20;
constexpr size_t AHEAD = 8; // events from which a lead's memory is asked for, as MOPS's host does

double now() {
  auto instant = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::nano>(instant).count();
}

[[noreturn]] void give_up(const string &what) {
  std::fprintf(stderr, "peer_host: %s\n", what.c_str());
  std::exit(1);
}

// A file read again and again into the same memory.
class File {
public:
  explicit File(const string &path) : path_(path) {
    FILE *file = open();
    std::fseek(file, 0, SEEK_END);
    size_ = size_t(std::ftell(file));
    std::fclose(file);
    bytes_.resize(size_ + SIMDJSON_PADDING);
  }

  padded_string_view read() {
    FILE *file = open();
    std::setvbuf(file, nullptr, _IONBF, 0);
    if (std::fread(bytes_.data(), 1, size_, file) != size_) give_up("cannot read " + path_);
    std::fclose(file);
    return padded_string_view(bytes_.data(), size_, bytes_.size());
  }

private:
  FILE *open() const {
    FILE *file = std::fopen(path_.c_str(), "rb");
    if (file == nullptr) give_up("cannot open " + path_);
    return file;
  }

  string path_;
  vector<char> bytes_;
  size_t size_ = 0;
};

// From an id to its lead: open addressing by 8 bytes, which all of the workload's ids have.
class Index {
public:
  explicit Index(size_t leads) {
    while (size_ < leads * 2) size_ *= 2, shift_--;
    keys_.resize(size_);
    leads_.resize(size_);
  }

  void add(string_view id, uint32_t lead) {
    size_t place = find(key_of(id));
    keys_[place] = key_of(id);
    leads_[place] = lead;
  }

  uint32_t operator[](string_view id) const { return leads_[find(key_of(id))]; }

private:
  static uint64_t key_of(string_view id) {
    uint64_t key;
    std::memcpy(&key, id.data(), sizeof key);
    return key;
  }

  size_t find(uint64_t key) const {
    // The product's highest bits depend on all of the key: the last digits stand in its high bytes.
    size_t place = size_t(key * 0x9E3779B97F4A7C15 >> shift_);
    while (keys_[place] != 0 && keys_[place] != key) place = (place + 1) & (size_ - 1);
    return place;
  }

  size_t size_ = 2;
  int shift_ = 63;
  vector<uint64_t> keys_;
  vector<uint32_t> leads_;
};

struct Leads {
  vector<string> ids;
  vector<Lead> facts;
};

ondemand::document_stream documents(ondemand::parser &parser, padded_string_view text) {
  ondemand::document_stream stream;
  if (parser.iterate_many(text.data(), text.size(), BATCH).get(stream)) give_up("broken JSON");
  return stream;
}

Leads read_leads(ondemand::parser &parser, const string &path) {
  Leads leads;
  File file(path);
  ondemand::document_stream stream = documents(parser, file.read());
  for (auto document : stream) {
    ondemand::object object = document.get_object();
    Lead lead{};
    leads.ids.emplace_back(string_view(object["id"].get_string()));
    string_view address = object["email"].get_string();
    lead.free_mail = uint8_t(is_free_mail(address.data(), address.size()));
    string_view seniority = object["seniority"].get_string();
    lead.seniority = uint8_t(seniority_of(seniority.data(), seniority.size()));
    ondemand::object company = object["company"].get_object();
    lead.employees = int32_t(int64_t(company["employees"].get_int64()));
    string_view industry = company["industry"].get_string();
    lead.software = uint8_t(is_software(industry.data(), industry.size()));
    lead.in_sales_process = bool(object["in_sales_process"].get_bool());
    lead.consent = bool(object["consent"].get_bool());
    string_view country = object["country"].get_string(), state;
    if (object["state"].get_string().get(state)) state = {};
    lead.territory =
        uint8_t(territory_of(country.data(), country.size(), state.data(), state.size()));
    string_view owner;
    if (!object["account_owner"].get_string().get(owner)) // "owner-17"
      lead.owner = uint8_t(std::stoi(string(owner.substr(6))) + 1);
    leads.facts.push_back(lead);
  }
  return leads;
}

// Calls take(lead, at, kind) for every event.
template <typename Take>
void each_event(ondemand::parser &parser, padded_string_view text, const Index &index, Take take) {
  ondemand::document_stream stream = documents(parser, text);
  for (auto document : stream) {
    ondemand::object object = document.get_object();
    uint32_t lead = index[object["lead"].get_string()];
    string_view at = object["at"].get_string(), type = object["type"].get_string(), path;
    if (type == "page_view") path = object["path"].get_string();
    take(lead, parse_instant(at.data()),
         kind_of(type.data(), type.size(), path.data(), path.size()));
  }
}

char *put(char *out, string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// A whole number of at most three digits.
char *put(char *out, int number) {
  if (number < 0) *out++ = '-', number = -number;
  if (number >= 100) *out++ = char('0' + number / 100);
  if (number >= 10) *out++ = char('0' + number / 10 % 10);
  *out++ = char('0' + number % 10);
  return out;
}

string route_of(const State &state) {
  switch (state.target) {
  case TO_OWNER: return "\"owner-" + std::to_string(state.number - 1) + '"';
  case TO_ENTERPRISE: return "\"pool:enterprise\"";
  case TO_TERRITORY: return string("\"terr:") + territory_names[state.number] + '"';
  case TO_MEMBER: return "\"rep-" + std::to_string(state.number) + '"';
  default: return "null";
  }
}

void write_lines(const string &path, const Leads &leads, const vector<State> &states) {
  constexpr size_t LONGEST_LINE = 192;
  vector<char> lines(states.size() * LONGEST_LINE);
  char *end = lines.data();
  for (size_t i = 0; i < states.size(); i++) {
    end = put(put(end, "{\"id\":\""), leads.ids[i]);
    end = put(put(end, "\",\"engagement\":"), states[i].engagement);
    end = put(put(end, ",\"fit\":"), states[i].fit);
    end = put(end, states[i].mql ? ",\"mql\":true" : ",\"mql\":false");
    end = put(put(end, ",\"route\":"), route_of(states[i]));
    end = put(end, ",\"due\":");
    if (states[i].due) {
      *end = end[21] = '"';
      format_instant(states[i].due, end + 1);
      end += 22;
    } else {
      end = put(end, "null");
    }
    end = put(put(end, ",\"peak\":"), states[i].peak);
    end = put(end, "}\n");
  }
  FILE *file = std::fopen(path.c_str(), "wb");
  size_t size = size_t(end - lines.data());
  if (file == nullptr || std::fwrite(lines.data(), 1, size, file) != size || std::fclose(file) != 0)
    give_up("cannot write " + path);
}

// As leads are before their first event.
vector<State> first_states(const Leads &leads) {
  vector<State> states(leads.facts.size());
  for (size_t i = 0; i < states.size(); i++) states[i].fit = int16_t(policy_fit(&leads.facts[i]));
  return states;
}

void report(const char *track, size_t events, double since) {
  std::printf("%s %zu %.0f\n", track, events, now() - since);
}

} // namespace

int main(int count, char **arguments) {
  if (count != 5) give_up("usage: peer_host core|e2e FOLDER OUT REPETITIONS");
  string track = arguments[1], folder = arguments[2], out = arguments[3];
  int repetitions = std::atoi(arguments[4]);
  ondemand::parser parser;
  Leads leads = read_leads(parser, folder + "/leads.jsonl");
  Index index(leads.ids.size());
  for (size_t i = 0; i < leads.ids.size(); i++) index.add(leads.ids[i], uint32_t(i));
  File file(folder + "/events.jsonl");
  vector<Event> events;
  if (track == "core")
    each_event(parser, file.read(), index, [&](uint32_t lead, uint32_t at, Kind kind) {
      events.push_back({lead, at, uint8_t(kind)});
    });
  for (int i = 0; i < repetitions; i++) {
    vector<State> states = first_states(leads);
    size_t folded = 0;
    uint32_t turns = 0;
    double start = now();
    if (track == "core") {
      for (size_t k = 0; k < events.size(); k++) {
        const Event &event = events[k], &coming = events[std::min(k + AHEAD, events.size() - 1)];
        __builtin_prefetch(&leads.facts[coming.lead]);
        __builtin_prefetch(&states[coming.lead]);
        policy_apply(&leads.facts[event.lead], &states[event.lead], event.at, Kind(event.kind),
                     &turns);
      }
      report("core", events.size(), start);
      write_lines(out, leads, states);
    } else {
      each_event(parser, file.read(), index, [&](uint32_t lead, uint32_t at, Kind kind) {
        policy_apply(&leads.facts[lead], &states[lead], at, kind, &turns);
        folded++;
      });
      write_lines(out, leads, states);
      report("e2e", folded, start);
    }
  }
}
