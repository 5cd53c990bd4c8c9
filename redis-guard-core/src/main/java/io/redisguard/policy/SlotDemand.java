package io.redisguard.policy;

/** Whether all keys of one command must lie in one hash slot. */
public enum SlotDemand {
    /** They may lie anywhere, as on a single server. */
    NONE,
    /** They must lie in one slot, as a cluster demands; set it before an application moves to one. */
    ONE_SLOT
}
