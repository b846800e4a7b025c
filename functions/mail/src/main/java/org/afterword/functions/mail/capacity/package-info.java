/** How much this process takes on at once: places, threads, memory, and when it has to end. */
@NullMarked
package org.afterword.functions.mail.capacity;

import org.jspecify.annotations.NullMarked;
