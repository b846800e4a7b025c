/** Who the mail belongs to: tenants, their domains, their routing codes, their way back. */
@NullMarked
package org.afterword.storage.tenant;

import org.jspecify.annotations.NullMarked;
