/** Opens the stores that the settings name. */
@NullMarked
package org.afterword.storage.open;

import org.jspecify.annotations.NullMarked;
