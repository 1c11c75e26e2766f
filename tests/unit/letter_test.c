/* Upper and lower case: every pair that spec/3-types.md names, and no other. */
#include "tap.h"

#include "runtime/letter.h"

static const struct {
  const char *name, *capitals, *letters;
} alphabets[] = {
    {"Latin-1", "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ", "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ"},
    {"Latin Extended-A", "ĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ",
     "āăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżž"},
    {"Romanian", "ȘȚ", "șț"},
    {"Greek", "ΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫς", "άέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋσ"},
    {"Cyrillic", "ЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҐ",
     "ѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюяґ"},
};

enum { ALPHABETS = sizeof alphabets / sizeof *alphabets };

static void is_lower(const char *text, const char *expected, const char *what) {
  char lower[256];
  letters_lower(text, strlen(text) + 1, lower);
  is_text(lower, expected, "%s", what);
}

static void the_alphabets(void) {
  for (size_t i = 0; i < ALPHABETS; i++) {
    is_lower(alphabets[i].capitals, alphabets[i].letters, alphabets[i].name);
    is_lower(alphabets[i].letters, alphabets[i].letters, alphabets[i].name);
  }
  is_lower("AZaz@[`{09", "azaz@[`{09", "ASCII, and what stands beside its letters");
  is_lower("×÷ßµĸŉſıİ", "×÷ßµĸŉſıİ", "what has no pair of two bytes");
  is_lower("ẞŒ€—Ⓐ", "ẞœ€—Ⓐ", "characters of three bytes");
  is_lower("ÇA VA, ŁÓDŹ, КИЇВ", "ça va, łódź, київ", "words");
}

/* Whether a character of two bytes is a capital of one of the alphabets. */
static int is_capital(const char character[2]) {
  for (size_t i = 0; i < ALPHABETS; i++)
    for (const char *at = alphabets[i].capitals; *at; at += 2)
      if (memcmp(at, character, 2) == 0) return 1;
  return 0;
}

static void no_others(void) {
  int wrong = 0;
  for (int code = 0x80; code <= 0x7FF; code++) {
    char character[2] = {(char)(0xC0 | code >> 6), (char)(0x80 | (code & 0x3F))}, lower[2];
    letters_lower(character, 2, lower);
    wrong += (memcmp(character, lower, 2) != 0) != is_capital(character);
  }
  is_int(wrong, 0, "no other character of two bytes changes");
}

/* What is read byte by byte is what is written at once, also where bytes are no characters. */
static void by_halves(void) {
  const char *texts[] = {
      "ÉÉN Ż x",          "\xC3",    "x\xC3", "\x89x", "\xC3\xC3\x89", "\xC3\x89\x89",
      "\xE2\x80\x99\x89", "\xFF\x80"};
  int wrong = 0;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char lower[16];
    size_t length = strlen(texts[i]);
    const unsigned char *first = (const unsigned char *)texts[i], *end = first + length;
    letters_lower(texts[i], length, lower);
    for (const unsigned char *at = first; at < end; at++) {
      unsigned char byte = *at < 0x80 ? letter_lower_ascii(*at) : letter_lower_half(at, first, end);
      wrong += byte != (unsigned char)lower[at - first];
    }
  }
  is_int(wrong, 0, "both ways to read a text agree");
}

static void in_place(void) {
  char text[] = "ÉA";
  letters_lower(text, strlen(text), text);
  is_text(text, "éa", "a text may be folded where it stands");
}

int main(void) {
  the_alphabets();
  no_others();
  by_halves();
  in_place();
  return tap_done();
}
