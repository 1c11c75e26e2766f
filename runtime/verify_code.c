/* Instructions. Skips go forward only, so one walk over a block in its order meets every
 * instruction after all that lead to it: the walk carries, for each instruction, which registers
 * were written on every path there. Blocks evaluate only earlier blocks, so depth and cost of those
 * are known. After it the VM needs no check. */
#include "runtime/memory.h"
#include "runtime/verify.h"

/* How an instruction is reached: not at all, or with these registers written, a bit each. */
typedef struct {
  uint64_t written;
  int reached;
} Arrival;

typedef struct {
  uint64_t cost;  /* instructions, with those of the blocks that it evaluates */
  uint32_t depth; /* 1: it evaluates none */
} BlockBound;

typedef struct {
  Verify *verify;
  BlockBound *bounds; /* of the blocks so far */
  Arrival *arrivals;  /* of the present block's instructions */
  uint32_t block;
  uint32_t index; /* of the instruction in its block */
} Walk;

static const ImageBlock *walk_block(const Walk *walk) {
  return walk->verify->agreement->BLOCK + walk->block;
}

static uint32_t walk_row(const Walk *walk) {
  return walk_block(walk)->first + walk->index;
}

static const ImageCode *walk_code(const Walk *walk) {
  return walk->verify->agreement->CODE + walk_row(walk);
}

static int refuse(Walk *walk, const char *field, int64_t value, const char *what) {
  return verify_bad_row(walk->verify, SECTION_CODE, walk_row(walk), field,
                        "%lld %s (%s of block %u)", (long long)value, what,
                        opcode_specs[walk_code(walk)->op].name, walk->block);
}

/* ---- operands ------------------------------------------------------------------------------ */

static int register_written(const Walk *walk, int64_t number) {
  return number >= 0 && number < walk_block(walk)->registers &&
         walk->arrivals[walk->index].written >> number & 1;
}

/* AGE subtracts an instant, and the layout says which slots hold one; of facts any will do. */
static int lead_slot_fits(const Walk *walk, uint32_t slot) {
  const mops_agreement *agreement = walk->verify->agreement;
  const ImageMeta *meta = agreement->META;
  if (slot >= meta->slots) return 0;
  return walk_code(walk)->op != OP_AGE || slot - meta->facts_slot < meta->facts ||
         agreement->SLOT[slot].type == CODE_INSTANT;
}

static int source_fits(const Walk *walk) {
  const ImageCode *code = walk_code(walk);
  uint32_t record = walk_block(walk)->record;
  switch (code->a) {
  case SPACE_REGISTER: return register_written(walk, code->b);
  case SPACE_LEAD: return lead_slot_fits(walk, code->b);
  case SPACE_EVENT:
    return record != NONE && code->b < walk->verify->agreement->RECORD[record].values;
  case SPACE_CLOCK: return code->b == 0;
  default: return 0;
  }
}

/* The caller's event is what the evaluated block reads. */
static int block_fits(const Walk *walk, int64_t block) {
  if (block < 0 || block >= walk->block) return 0;
  uint32_t record = walk->verify->agreement->BLOCK[block].record;
  return record == NONE || record == walk_block(walk)->record;
}

static int operand_fits(const Walk *walk, Operand operand, int64_t value) {
  const uint32_t *count = walk->verify->agreement->count;
  switch (operand) {
  case OPERAND_NONE: return value == 0;
  case OPERAND_SKIP: return value < (int64_t)walk_block(walk)->count - walk->index - 1;
  case OPERAND_RESULT: return value < walk_block(walk)->registers;
  case OPERAND_REGISTER: return register_written(walk, value);
  case OPERAND_CONSTANT:
    return value == VALUE_MISSING || (value >= -VALUE_LIMIT && value <= VALUE_LIMIT);
  case OPERAND_SET: return value >= 0 && value < count[SECTION_SET];
  case OPERAND_RATIO: return value >= 0 && value < count[SECTION_RATIO];
  case OPERAND_SCORE: return value >= 0 && value < count[SECTION_SCORE];
  case OPERAND_HISTORY:
    return value >= 0 && value < count[SECTION_HISTORY] &&
           walk->verify->agreement->HISTORY[value].window > 0;
  case OPERAND_BLOCK: return block_fits(walk, value);
  case OPERANDS: break;
  }
  return 0;
}

static int check_operands(Walk *walk) {
  static const char *const what[OPERANDS] = {
      [OPERAND_NONE] = "should be 0",
      [OPERAND_SKIP] = "skips out of the block",
      [OPERAND_RESULT] = "is no register of the block",
      [OPERAND_REGISTER] = "is no register that was surely written",
      [OPERAND_CONSTANT] = "is no value",
      [OPERAND_SET] = "is no set",
      [OPERAND_RATIO] = "is no ratio",
      [OPERAND_SCORE] = "is no score",
      [OPERAND_HISTORY] = "is no history with a window",
      [OPERAND_BLOCK] = "is no earlier block that reads at most the same event",
  };
  const ImageCode *code = walk_code(walk);
  const OperandSpec *spec = &operand_specs[opcode_specs[code->op].shape];
  if (!spec->source && code->a) return refuse(walk, "a", code->a, "should be 0");
  if (!spec->source && code->b) return refuse(walk, "b", code->b, "should be 0");
  if (code->a >= SPACES) return refuse(walk, "a", code->a, "is no space");
  if (spec->source && !source_fits(walk)) return refuse(walk, "b", code->b, "is no source to read");
  if (!operand_fits(walk, spec->c, code->c)) return refuse(walk, "c", code->c, what[spec->c]);
  return operand_fits(walk, spec->d, code->d) || refuse(walk, "d", code->d, what[spec->d]);
}

/* ---- flow ---------------------------------------------------------------------------------- */

/* Registers count as written only if they are on all ways to an instruction. */
static void arrive(Walk *walk, uint32_t index, uint64_t written) {
  Arrival *arrival = &walk->arrivals[index];
  arrival->written = arrival->reached ? arrival->written & written : written;
  arrival->reached = 1;
}

static int flow_on(Walk *walk) {
  const ImageCode *code = walk_code(walk);
  const OperandSpec *spec = &operand_specs[opcode_specs[code->op].shape];
  uint64_t written = walk->arrivals[walk->index].written;
  if (spec->c == OPERAND_NONE) return 1; /* a result */
  if (walk->index + 1 == walk_block(walk)->count)
    return refuse(walk, "op", code->op, "ends its block without a result");
  if (spec->c == OPERAND_RESULT) written |= UINT64_C(1) << code->c;
  if (spec->c == OPERAND_SKIP) arrive(walk, walk->index + 1 + code->c, written);
  if (spec->source || spec->c != OPERAND_SKIP) arrive(walk, walk->index + 1, written);
  return 1;
}

static int add_cost(Walk *walk) {
  const ImageCode *code = walk_code(walk);
  BlockBound *bound = &walk->bounds[walk->block];
  bound->cost += code->op == OP_READ_HISTORY ? HISTORY_COST : 1;
  if (code->op == OP_READ_SCORE) bound->cost += walk->verify->agreement->SCORE[code->d].each_count;
  if (operand_specs[opcode_specs[code->op].shape].d == OPERAND_BLOCK) {
    const BlockBound *evaluated = &walk->bounds[code->d];
    bound->cost += evaluated->cost;
    if (evaluated->depth + 1 > bound->depth) bound->depth = evaluated->depth + 1;
  }
  if (bound->cost > MAX_BLOCK_COST) return refuse(walk, NULL, MAX_BLOCK_COST, "steps are exceeded");
  if (bound->depth > MAX_CALL_DEPTH) return refuse(walk, NULL, bound->depth, "blocks deep");
  return 1;
}

static int check_instruction(Walk *walk) {
  uint8_t op = walk_code(walk)->op;
  if (op >= OPCODES)
    return verify_bad_row(walk->verify, SECTION_CODE, walk_row(walk), "op", "%u is not known", op);
  if (!walk->arrivals[walk->index].reached) return refuse(walk, "op", op, "is never reached");
  return check_operands(walk) && add_cost(walk) && flow_on(walk);
}

static int check_block(Walk *walk) {
  const ImageBlock *block = walk_block(walk);
  if (!block->count)
    return verify_bad_row(walk->verify, SECTION_BLOCK, walk->block, "count", "it gives no result");
  if (block->record == 0)
    return verify_bad_row(walk->verify, SECTION_BLOCK, walk->block, "record",
                          "the lead is no event");
  walk->bounds[walk->block] = (BlockBound){0, 1};
  for (uint32_t i = 0; i < block->count; i++) walk->arrivals[i] = (Arrival){0, i == 0};
  for (walk->index = 0; walk->index < block->count; walk->index++)
    if (!check_instruction(walk)) return 0;
  return 1;
}

int verify_code(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  uint32_t blocks = agreement->count[SECTION_BLOCK], longest = 0;
  if (!blocks) return 1; /* then there is no code: each row of it is some block's */
  for (uint32_t i = 0; i < blocks; i++)
    if (agreement->BLOCK[i].count > longest) longest = agreement->BLOCK[i].count;
  Walk walk = {.verify = verify,
               .bounds = verify_take(verify, blocks, sizeof(BlockBound)),
               .arrivals = verify_take(verify, longest, sizeof(Arrival))};
  int fine = walk.bounds && walk.arrivals;
  for (; fine && walk.block < blocks; walk.block++) fine = check_block(&walk);
  memory_free(&agreement->memory, walk.bounds, blocks * sizeof(BlockBound));
  memory_free(&agreement->memory, walk.arrivals, longest * sizeof(Arrival));
  return fine;
}
