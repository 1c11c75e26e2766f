/* The slots of a lead, in the order in which they are taken. */
#include "compiler/lower_plan.h"

#include "runtime/kept.h"

uint32_t slot_take(Lowering *lowering, const char *name, Text of, TypeCode type, int64_t initial) {
  if (lowering->slots.count >= MAX_LEAD_SLOTS) return lowering->slot_count++; /* see lower_check_size */
  SlotPlan *slot = arena_take(lowering->arena, sizeof *slot);
  Text full = of.length ? text_format(lowering->arena, "%s %.*s", name, (int)of.length, of.bytes)
                        : text_of(name);
  *slot = (SlotPlan){lower_string(lowering, full), type, initial};
  list_add(lowering->arena, &lowering->slots, slot);
  return lowering->slot_count++;
}

void slots_note(Lowering *lowering, TakerKind kind, uint32_t slots, Span span) {
  SlotTaker *taker = arena_take(lowering->arena, sizeof *taker);
  *taker = (SlotTaker){kind, slots, span};
  list_add(lowering->arena, &lowering->takers, taker);
}

void take_header_slots(Lowering *lowering) {
  Text none = text_of("");
  slot_take(lowering, "next wake-up", none, CODE_INSTANT, INT64_MAX);
  slot_take(lowering, "present instant", none, CODE_INSTANT, VALUE_MISSING);
  slot_take(lowering, "stage", none, CODE_STAGE, VALUE_MISSING);
  slot_take(lowering, "flags", none, CODE_COUNT, 0);
  slot_take(lowering, "stage since", none, CODE_INSTANT, VALUE_MISSING);
  slot_take(lowering, "created", none, CODE_INSTANT, VALUE_MISSING);
}

/* The kept timers' instants, and the earliest of their groups. */
uint32_t take_kept_slots(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  uint32_t timers = timers_keep(lowering), first = NONE;
  for (uint32_t i = 0; timers && i < timers + kept_groups(timers); i++) {
    const char *name = i < timers ? "next of a timer" : "earliest of timers";
    uint32_t slot = slot_take(lowering, name, text_of(""), CODE_INSTANT, KEPT_NEVER);
    if (!i) first = slot;
  }
  return first;
}

void lower_layout(Plan *plan, ImageMeta *meta) {
  ImageBuilder *builder = plan->lowering.builder;
  const List *slots = &plan->lowering.slots;
  meta->slots = slots->count;
  for (uint32_t i = 0; i < slots->count; i++) {
    const SlotPlan *slot = slots->items[i];
    add_INITIAL(builder, (ImageInitial){slot->initial});
    add_SLOT(builder, (ImageSlot){slot->name, slot->type});
  }
  add_SCOPE(builder, (ImageScope){SCOPE_LEAD, slots->count});
  add_SCOPE(builder, (ImageScope){SCOPE_POOL, 0});
  add_SCOPE(builder, (ImageScope){SCOPE_ENGINE, 0});
}
