/** Where things are kept: one port a role, and the set of them that a process uses. */
@NullMarked
package org.afterword.storage;

import org.jspecify.annotations.NullMarked;
