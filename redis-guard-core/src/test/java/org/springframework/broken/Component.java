package org.springframework.broken;

/** Stands for Spring, which is not on the class path. */
public @interface Component {}
