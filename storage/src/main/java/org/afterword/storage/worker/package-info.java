/** Who works on mail, and which duties of the whole stamp were done when. */
@NullMarked
package org.afterword.storage.worker;

import org.jspecify.annotations.NullMarked;
