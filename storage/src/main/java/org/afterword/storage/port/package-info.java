/** What all ports have in common: versions, preconditions and pages. */
@NullMarked
package org.afterword.storage.port;

import org.jspecify.annotations.NullMarked;
