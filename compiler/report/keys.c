/* Open addressing, at most half full. */
#include "compiler/report/keys.h"

#include <string.h>

/* FNV-1a (Fowler, Noll, Vo). */
static uint32_t hash(const char *bytes, uint32_t length) {
  uint32_t value = 2166136261u;
  for (uint32_t i = 0; i < length; i++) value = (value ^ (unsigned char)bytes[i]) * 16777619u;
  return value ^ value >> 15;
}

/* Where a text stands, or would stand. */
static uint32_t place_of(const Keys *keys, const char *bytes, uint32_t length) {
  uint32_t mask = keys->place_count - 1, place = hash(bytes, length) & mask;
  for (; keys->places[place]; place = (place + 1) & mask) {
    Text text = keys->texts[keys->places[place] - 1];
    if (text.length == length && memcmp(text.bytes, bytes, length) == 0) break;
  }
  return place;
}

static void grow(Keys *keys) {
  keys->place_count = keys->place_count ? keys->place_count * 2 : 64;
  keys->places = arena_take(keys->arena, keys->place_count * sizeof *keys->places);
  for (uint32_t i = 0; i < keys->count; i++)
    keys->places[place_of(keys, keys->texts[i].bytes, keys->texts[i].length)] = i + 1;
}

uint32_t keys_find(const Keys *keys, const char *bytes, uint32_t length) {
  if (keys->place_count == 0) return NO_KEY;
  uint32_t place = place_of(keys, bytes, length);
  return keys->places[place] ? keys->places[place] - 1 : NO_KEY;
}

uint32_t keys_number(Keys *keys, const char *bytes, uint32_t length) {
  uint32_t found = keys_find(keys, bytes, length);
  if (found != NO_KEY) return found;
  if (keys->most && keys->count == keys->most) return NO_KEY;
  if ((keys->count + 1) * 2 > keys->place_count) grow(keys);
  keys->texts =
      array_room(keys->arena, keys->texts, sizeof *keys->texts, keys->count, &keys->capacity);
  keys->texts[keys->count] = text_copy(keys->arena, bytes, length);
  keys->places[place_of(keys, bytes, length)] = ++keys->count;
  return keys->count - 1;
}
