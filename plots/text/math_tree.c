/* The tree of a text: a block of nodes sized by the parser's bound on what a string can make, so that it
   never grows. Node 0 stands for "none" and is never handed out. */
#include "plots/text/math_tree.h"

#include <stdlib.h>

bn_status pl_tree_create(uint32_t capacity, pl_tree *tree)
{
    *tree = (pl_tree){.count = 1, .capacity = capacity + 1};
    tree->nodes = calloc(tree->capacity, sizeof tree->nodes[0]);
    if (tree->nodes == NULL) return bn_fault(BN_ENOMEM, "not enough memory for a text");
    return bn_ok();
}

void pl_tree_release(pl_tree *tree)
{
    free(tree->nodes);
    *tree = (pl_tree){0};
}

uint32_t pl_tree_add(pl_tree *tree, pl_node_kind kind)
{
    if (tree->count == tree->capacity) return 0;
    tree->nodes[tree->count] = (pl_node){.kind = kind, .stretch = 1.0};
    return tree->count++;
}

uint32_t pl_tree_single_glyph(const pl_tree *tree, uint32_t node)
{
    while (tree->nodes[node].kind == PL_NODE_LIST) {
        node = tree->nodes[node].first;
        if (tree->nodes[node].next != 0) return 0;
    }
    return tree->nodes[node].kind == PL_NODE_GLYPH ? node : 0;
}
