/** The front door as a process: its settings, its start and end, and how it says that it is well. */
@NullMarked
package org.afterword.gateway;

import org.jspecify.annotations.NullMarked;
