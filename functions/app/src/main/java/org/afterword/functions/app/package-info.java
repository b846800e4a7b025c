/** The function app: what the host calls, what it is put together from, and how it is set up. */
@NullMarked
package org.afterword.functions.app;

import org.jspecify.annotations.NullMarked;
