/** What is known of commands, and which of them may be repeated. */
@NullMarked
package io.redisguard.command;

import org.jspecify.annotations.NullMarked;
