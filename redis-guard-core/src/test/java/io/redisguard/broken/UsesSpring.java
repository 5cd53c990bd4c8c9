package io.redisguard.broken;

import org.springframework.broken.Component;

/** Needs Spring. */
@Component
public final class UsesSpring {}
