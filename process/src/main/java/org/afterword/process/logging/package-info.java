/** How a process keeps its log. */
@NullMarked
package org.afterword.process.logging;

import org.jspecify.annotations.NullMarked;
