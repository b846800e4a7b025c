/** Where the quoted thread begins. */
@NullMarked
package org.afterword.engine.place.thread;

import org.jspecify.annotations.NullMarked;
